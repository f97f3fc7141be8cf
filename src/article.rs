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
    /// What a reader should know about the text; each once, in the order of the list.
    pub warnings: Vec<TextWarning>,
}

/// Something that a reader should know about how a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextWarning {
    /// The encoding was guessed from the bytes alone.
    GuessedEncoding,
    /// UTF-8 had been read as windows-1252 somewhere before ("â€œ"), or the controls of windows-1252 kept as such: undone.
    MendedEncoding,
    /// It looks as if it had been read in a wrong encoding somewhere before; left as it is.
    DamagedEncoding,
    /// Quotation marks or letters have become question marks or U+FFFD before it was read.
    LostCharacters,
    /// Tags and entities of HTML were undone.
    MendedMarkup,
    /// There are tags or entities of HTML in it; left as they are.
    MarkupInText,
    /// Its end has been cut off ("… [+2829 chars]").
    CutText,
    /// The date field is not a date, or could be two.
    UnclearDate,
}

impl TextWarning {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GuessedEncoding => "guessed-encoding",
            Self::MendedEncoding => "mended-encoding",
            Self::DamagedEncoding => "damaged-encoding",
            Self::LostCharacters => "lost-characters",
            Self::MendedMarkup => "mended-markup",
            Self::MarkupInText => "markup-in-text",
            Self::CutText => "cut-text",
            Self::UnclearDate => "unclear-date",
        }
    }
}

/// How the bytes of an input became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. The default.
    #[default]
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// UTF-32, little endian.
    Utf32Le,
    /// UTF-32, big endian.
    Utf32Be,
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
            Self::Utf32Le => "utf-32le",
            Self::Utf32Be => "utf-32be",
            Self::Legacy(name) => name,
        }
    }
}

/// What the input says about an article besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// Headline.
    pub title: Option<String>,
    /// Publication date: ISO 8601 with the precision that it was given with (`2020-03`), or as given where it is no date or
    /// could be two; see [`Meta::iso_date`].
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The other fields of the record that are to be kept, as a JSON object.
    pub other: Option<String>,
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
            warnings: Vec::new(),
        }
    }
}
