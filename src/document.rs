//! A text with its annotation layers. Each stage of [`crate::pipeline`] reads the layers before it and fills one of its own.

use crate::article::Article;
use crate::claim::Claim;
use crate::span::Span;
use crate::token_span::TokenSpan;
use std::borrow::Cow;

/// How much of an article is annotated; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Tokens, sentences, quotations.
    Text,
    /// Mentions and entities.
    Entities,
    /// Claims.
    Claims,
    /// The reasons for each claim.
    Explained,
}

/// An article and all that the stages found in it.
#[derive(Debug)]
pub struct Document<'a> {
    /// What was read.
    pub article: &'a Article,
    /// Words, numbers, marks in text order.
    pub tokens: Vec<Token>,
    /// What the lexicons say of each token, parallel to `tokens`.
    pub words: Vec<WordId>,
    /// Hash of the normal form of each token, parallel to `tokens` (see [`crate::text::form`]).
    pub hashes: Vec<u64>,
    /// Stretches between line breaks that end a paragraph, in text order; they partition the tokens.
    pub paragraphs: Vec<Block>,
    /// Sentences in text order; they partition the tokens and never cross a paragraph.
    pub sentences: Vec<Sentence>,
    /// Quotations ordered by their start; inner ones follow the one around them.
    pub quotes: Vec<Quote>,
    /// How deep inside quotations each token is, parallel to `tokens`: 0 outside, else one more than the depth of the
    /// innermost quotation. The marks of a quotation are not inside it.
    pub depths: Vec<u8>,
    /// Names of people, states and organizations, in text order, not overlapping.
    pub mentions: Vec<Mention>,
    /// Whom the mentions stand for, in order of first mention. [`Mention::entity`] indexes this.
    pub entities: Vec<Entity>,
    /// Who said what, ordered by cue.
    pub claims: Vec<Claim>,
}

impl<'a> Document<'a> {
    /// A document without annotations.
    #[must_use]
    pub fn new(article: &'a Article) -> Self {
        Self {
            article,
            tokens: Vec::new(),
            words: Vec::new(),
            hashes: Vec::new(),
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            quotes: Vec::new(),
            depths: Vec::new(),
            mentions: Vec::new(),
            entities: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// A document without annotations in the memory of one that is done with.
    #[must_use]
    pub fn in_place_of(old: Document<'_>, article: &'a Article) -> Self {
        fn emptied<T>(mut list: Vec<T>) -> Vec<T> {
            list.clear();
            list
        }
        Self {
            article,
            tokens: emptied(old.tokens),
            words: emptied(old.words),
            hashes: emptied(old.hashes),
            paragraphs: emptied(old.paragraphs),
            sentences: emptied(old.sentences),
            quotes: emptied(old.quotes),
            depths: emptied(old.depths),
            mentions: emptied(old.mentions),
            entities: emptied(old.entities),
            claims: emptied(old.claims),
        }
    }

    /// The article's text, which every span slices.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.article.text
    }

    /// The text of token `index`.
    #[must_use]
    pub fn word(&self, index: usize) -> &'a str {
        self.tokens[index].span().of(self.text())
    }

    /// The bytes from the first to the last of `tokens`, which are not empty.
    #[must_use]
    pub fn span_of(&self, tokens: impl Into<TokenSpan>) -> Span {
        let tokens = tokens.into();
        Span { start: self.tokens[tokens.start()].start, end: self.tokens[tokens.end() - 1].end }
    }

    /// Token `index` in lower case.
    #[must_use]
    pub fn lower(&self, index: usize) -> Cow<'a, str> {
        let word = self.word(index);
        if self.is_capital(index) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
    }

    /// What token `index` is; `None` past the last one.
    #[must_use]
    pub fn kind(&self, index: usize) -> Option<TokenKind> {
        Some(self.tokens.get(index)?.kind)
    }

    /// True if token `index` is a word that begins with a capital.
    #[must_use]
    pub fn is_capital(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.case.is_capital())
    }

    /// True if token `index` is a quotation mark.
    #[must_use]
    pub fn is_quote_mark(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::DoubleQuote | TokenKind::SingleQuote))
    }

    /// Index of the first token that ends after byte `offset`.
    #[must_use]
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.end <= offset)
    }

    /// Index of the first mention that ends after token `index`: the one that holds it, else the next one.
    #[must_use]
    pub fn mention_from(&self, index: usize) -> usize {
        self.mentions.partition_point(|mention| mention.tokens.end() <= index)
    }

    /// The mention that holds token `index`.
    #[must_use]
    pub fn mention_at(&self, index: usize) -> Option<&Mention> {
        self.mentions.get(self.mention_from(index)).filter(|mention| mention.tokens.start() <= index)
    }

    /// Index of the paragraph that holds token `index`.
    #[must_use]
    pub fn paragraph_of(&self, index: usize) -> usize {
        self.paragraphs.partition_point(|paragraph| paragraph.tokens.end() <= index)
    }

    /// Index of the sentence that holds token `index`.
    #[must_use]
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.tokens.end() <= index)
    }
}

/// What the lexicons say of a word, as an index into their vocabulary (see [`crate::gazetteer::vocabulary`]): words of
/// which all say the same share it, and 0 is a word that none has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordId(pub u16);

/// A word, number or mark. See [`crate::text::token`] for where the cuts are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// What stands before it.
    pub gap: Gap,
    /// Letter case, for words.
    pub case: Case,
    /// A capital stands behind the first letter, and small letters too: "O’Brien", "iPhone".
    pub mixed: bool,
}

impl Token {
    /// Its place.
    #[must_use]
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// True for words and abbreviations.
    #[must_use]
    pub fn is_word(self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Abbreviation)
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters: "Rudenko", "naïve", "O'Brien".
    Word,
    /// A word that keeps its period: "U.S.", "Mr.", "J.".
    Abbreviation,
    /// The second half of a contraction or possessive: "’s", "n't", "'ll".
    Clitic,
    /// Digits first: "2022", "1,000.50", "5th".
    Number,
    /// "." "…" "..." "?" "!" and runs of them.
    Terminal,
    /// A double quotation mark: “ ” « » ", or a pair of single ones.
    DoubleQuote,
    /// A single mark that is not inside a word: ‘ ’ '.
    SingleQuote,
    /// "(" "[" "{".
    Open,
    /// ")" "]" "}".
    Close,
    /// "-" inside a compound.
    Hyphen,
    /// "–" "—" "--", or a hyphen with space around it.
    Dash,
    /// ",".
    Comma,
    /// ":".
    Colon,
    /// ";".
    Semicolon,
    /// Any other mark or symbol, one character each; also a whole URL, e-mail address, @handle or #tag.
    Other,
}

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Gap {
    /// Nothing: they touch.
    None,
    /// White space without a line break.
    Space,
    /// One line break, which may or may not end a paragraph (see [`crate::text::paragraph`]).
    Line,
    /// A blank line, or the start of the text.
    Paragraph,
}

/// Letter case of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// No capital at the start: "said", "iPhone".
    Lower,
    /// A capital first, and a lower-case letter somewhere: "Rudenko", "O'Brien".
    Title,
    /// Capitals only: "NATO", "U.S.", "A".
    Upper,
    /// No letters with case, or not a word.
    None,
}

impl Case {
    /// True if the first letter is a capital.
    #[must_use]
    pub fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Upper)
    }
}

/// A stretch of text and the tokens in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// From the first to the last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
}

/// A sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// From the first to the last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Index of its paragraph.
    pub paragraph: u32,
}

/// A quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// With both marks, where they stand.
    pub span: Span,
    /// Its tokens, marks included.
    pub tokens: TokenSpan,
    /// 0 for an outer quotation, 1 for one inside it, and so on.
    pub depth: u8,
    /// False where the paragraph ends before a closing mark.
    pub closed: bool,
    /// True where the quotation of the paragraph before was left open on purpose and goes on here.
    pub continues: bool,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A state or territory.
    State,
    /// A body of people with a name.
    Organization,
}

impl EntityKind {
    /// The name in records and gazetteers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::State => "state",
            Self::Organization => "organization",
        }
    }

    /// The kind that [`Self::as_str`] names.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Person, Self::State, Self::Organization].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionForm {
    /// The canonical name.
    Name,
    /// Another name, a short form, an acronym.
    Alias,
    /// "Russian", "Germans": a state by its people or adjective.
    Demonym,
    /// "Pyongyang", "the Kremlin": a state or body by its seat.
    Metonym,
    /// "the foreign minister": a person by an office.
    Title,
    /// "he", "they".
    Pronoun,
}

impl MentionForm {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Demonym => "demonym",
            Self::Metonym => "metonym",
            Self::Title => "title",
            Self::Pronoun => "pronoun",
        }
    }
}

/// The rule or model that made a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionRule {
    /// A name of the gazetteer.
    Gazetteer,
    /// A person's name, by a title, a given name or a family name.
    PersonName,
    /// An organization's name, by its head word: "Ministry of Peat".
    HeadWord,
    /// An organization's name, by the phrase after it: "Walter, a coal company".
    Appositive,
    /// A family name after a title, or in "the Voss administration".
    TitledName,
    /// A given name alone.
    GivenName,
    /// A family name alone, beside a verb of saying, an age or a role.
    Surname,
    /// The family name first: "Voss, Ada".
    InvertedName,
    /// The name model.
    NameModel,
    /// A part of a longer name of the same article.
    ShortName,
    /// An acronym that the article introduces in parentheses.
    Acronym,
}

impl MentionRule {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::PersonName => "name",
            Self::HeadWord => "head-word",
            Self::Appositive => "appositive",
            Self::TitledName => "titled-name",
            Self::GivenName => "given-name",
            Self::Surname => "surname",
            Self::InvertedName => "inverted-name",
            Self::NameModel => "name-model",
            Self::ShortName => "short-name",
            Self::Acronym => "acronym",
        }
    }
}

/// Grammatical gender that a pronoun may agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Gender {
    /// "she".
    Female,
    /// "he".
    Male,
    /// Not known, or no person.
    #[default]
    Unknown,
}

impl Gender {
    /// "f", "m"; "u" or nothing where it is not known. Any other cell is wrong.
    #[must_use]
    pub fn parse(cell: &str) -> Option<Self> {
        Some(match cell {
            "f" => Self::Female,
            "m" => Self::Male,
            "u" | "" => Self::Unknown,
            _ => return None,
        })
    }

    /// The name in records; `None` where it is not known.
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Female => Some("female"),
            Self::Male => Some("male"),
            Self::Unknown => None,
        }
    }

    /// The source of this gender; `None` where it is not known.
    #[must_use]
    pub fn known_by(self, source: GenderSource) -> Option<GenderSource> {
        (self != Self::Unknown).then_some(source)
    }
}

/// How a person's gender is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenderSource {
    /// The gazetteer has it.
    Gazetteer,
    /// A title of the article says it: "Mrs. Voss".
    Title,
    /// Nearly everybody with this given name has it.
    GivenName,
    /// The article uses "she" or "he" for the person.
    Pronoun,
}

impl GenderSource {
    /// Every way, the surest first.
    pub const ALL: [Self; 4] = [Self::Gazetteer, Self::Title, Self::Pronoun, Self::GivenName];

    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::Title => "title",
            Self::GivenName => "given-name",
            Self::Pronoun => "pronoun",
        }
    }
}

/// Index into the gazetteer's entries (see [`crate::gazetteer::Gazetteer::entry`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its place.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
    /// What it names.
    pub kind: EntityKind,
    /// How it refers.
    pub form: MentionForm,
    /// Index into [`Document::entities`]; `None` where several candidates remain.
    pub entity: Option<u32>,
    /// Gazetteer entries that it may stand for, where more than one does.
    pub candidates: Vec<EntryId>,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f32,
    /// The rule that made it.
    pub by: MentionRule,
}

/// Someone or something that an article names.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The gazetteer's id, or `local/…` for a name that no gazetteer has: unique within the article.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// Canonical name, or the fullest form in the article.
    pub name: String,
    /// Office as the article gives it, else as the gazetteer does.
    pub role: Option<String>,
    /// Id of the state it belongs to.
    pub state: Option<String>,
    /// Of a person: for pronouns and records.
    pub gender: Gender,
    /// How the gender is known; `None` where it is not.
    pub gender_by: Option<GenderSource>,
    /// The first mention that names it in full.
    pub first: Span,
    /// Its row in the gazetteer.
    pub entry: Option<EntryId>,
}

impl Entity {
    /// Notes a person's gender, unless it is known already.
    pub fn learn_gender(&mut self, gender: Gender, by: GenderSource) {
        if self.kind == EntityKind::Person && self.gender == Gender::Unknown && gender != Gender::Unknown {
            (self.gender, self.gender_by) = (gender, Some(by));
        }
    }
}
