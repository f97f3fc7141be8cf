//! An article, as `input` reads it and `pipeline` takes it.

use crate::error::Place;

/// The longest text, in bytes, whose offsets fit into 32 bits.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

/// An article as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The record's own id, or its path below the given root without its ending.
    pub id: String,
    /// The text, exactly as given after decoding: every offset of every record counts into this.
    pub text: String,
    /// Headline, publication date and so on, where the input has them.
    pub meta: Meta,
    /// Where it was read, for messages.
    pub place: Place,
    /// How the bytes were decoded.
    pub encoding: Encoding,
    /// Byte sequences that were not valid in that encoding and were replaced by U+FFFD while decoding.
    pub replacements: u32,
}

/// How the bytes of an input became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. The default.
    #[default]
    Utf8,
    /// UTF-16, little endian, with a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark.
    Utf16Be,
    /// Another encoding of the web platform, by its name in the Encoding Standard, as in `windows-1252`.
    Legacy(&'static str),
}

impl Encoding {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Legacy(name) => name,
        }
    }
}

/// What the input says about an article besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// Headline.
    pub title: Option<String>,
    /// Publication date as given; see [`Meta::iso_date`].
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
}

impl Article {
    /// An article from a text alone, as tests and library users make them.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            meta: Meta::default(),
            place: Place { path: "-".into(), line: 0 },
            encoding: Encoding::Utf8,
            replacements: 0,
        }
    }
}
