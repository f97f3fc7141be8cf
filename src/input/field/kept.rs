//! Which other fields of a record are kept.

/// Which of a record's fields are kept for its article record besides those that are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeptFields {
    /// All of them.
    #[default]
    All,
    /// None.
    None,
    /// Those with these names, spelled exactly so.
    Named(Vec<String>),
}

impl KeptFields {
    /// True if the field with this name is kept.
    pub(crate) fn wants(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Named(names) => names.iter().any(|wanted| wanted == name),
        }
    }
}
