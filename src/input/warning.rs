//! Warnings about articles that were read all the same.

use crate::article::{Encoding, TextWarning};
use crate::error::Place;
use std::fmt;

/// What article records have in `warnings` for a text in another language.
pub(crate) const NOT_ENGLISH: &str = "not-english";

/// Something worth knowing about an article that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: WarningKind,
}

/// The subject of a [`Warning`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// Bytes that are invalid in the file's encoding became U+FFFD. A batch reports the first of each file.
    Replaced {
        /// Byte offset of the first one in the (decompressed) file.
        offset: u64,
    },
    /// The encoding was guessed from the bytes alone. A batch reports the first of each file.
    Guessed {
        /// The guess.
        encoding: Encoding,
    },
    /// The text is empty or only white space, so nothing will be found in it.
    Empty,
    /// The text was damaged before it came here, and is left so. A batch reports the first of each file.
    Damaged(TextWarning),
    /// Another article has its id. A run reports the first.
    SharedId(Box<SharedId>),
    /// The text is in another language, so next to nothing is found in it.
    NotEnglish {
        /// Its code, as in the article record.
        language: String,
    },
}

/// An id that two articles have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedId {
    /// The id.
    pub shared: String,
    /// The article that keeps it.
    pub other: Place,
    /// What the second is called instead.
    pub id: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replaced { offset } => write!(f, "invalid bytes replaced by U+FFFD, the first at byte {offset}"),
            Self::Guessed { encoding } => f.write_str(&guessed(*encoding)),
            Self::Empty => f.write_str("the text is empty"),
            Self::Damaged(damage) => {
                let what = match damage {
                    TextWarning::MarkupInText => "the text contains HTML tags",
                    TextWarning::LostCharacters => "some characters were lost before the text was saved",
                    _ => "the text was decoded with the wrong encoding before it was saved",
                };
                write!(f, "{what}; left as it is")
            }
            Self::SharedId(same) => {
                let SharedId { shared, other, id } = &**same;
                write!(f, "the id {shared} is that of {other} too; it is called {id} here, and so on for others")
            }
            Self::NotEnglish { language } => write!(f, "the text is not English ({language})"),
        }
    }
}

/// Says that an encoding was guessed.
pub(super) fn guessed(encoding: Encoding) -> String {
    let why = if matches!(encoding, Encoding::Legacy(_)) { "not valid UTF-8" } else { "no byte order mark" };
    format!("{why}; read as {}", encoding.as_str())
}

impl WarningKind {
    /// The code of the warning: what article records have in `warnings`, where they have it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Replaced { .. } => "replaced-bytes",
            Self::Guessed { .. } => TextWarning::GuessedEncoding.as_str(),
            Self::Empty => "empty-text",
            Self::Damaged(damage) => damage.as_str(),
            Self::SharedId(_) => "shared-id",
            Self::NotEnglish { .. } => NOT_ENGLISH,
        }
    }

    /// True for what is reported once per file, however many of its articles it concerns.
    pub fn is_per_file(&self) -> bool {
        matches!(self, Self::Replaced { .. } | Self::Guessed { .. } | Self::Damaged(_))
    }
}
