//! Enums whose variants have names: in records, lists and tables.

/// Defines an enum with all its variants in order (`ALL`) and their names (`as_str`).
macro_rules! named_enum {
    ($(#[$about:meta])* $visible:vis enum $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible enum $name {
            $($(#[$note])* $variant,)*
        }

        #[allow(dead_code, reason = "not every enum needs both")]
        impl $name {
            /// Every variant, in the order of their definition.
            $visible const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];

            /// The name in records and tables.
            #[must_use]
            $visible fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}
