//! An attributed claim: the thing that the whole program is for.

use crate::span::Span;
use std::borrow::Cow;

/// Someone said something, and where each part of that stands. All spans are plural, because quotations are split around
/// their cue; each list is in text order and does not overlap itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// How much of the content is quoted.
    pub kind: ClaimKind,
    /// Who is said to have said it, as written; empty where no source is named.
    pub source: Vec<Span>,
    /// How the source refers; `None` where there is none.
    pub form: Option<SourceForm>,
    /// Whom the source stands for; `None` where it is open, and [`Claim::flags`] says why.
    pub speaker: Option<Speaker>,
    /// Who else speaks with the speaker: "Voss *and Lund*"; in text order, without the speaker. Empty for most.
    pub co_speakers: Vec<Speaker>,
    /// For whom somebody speaks, or whose document it is: "a *Voss Bank* spokesperson", "a *UN* report"; an index into
    /// [`crate::document::Document::entities`].
    pub on_behalf: Option<u32>,
    /// What the article calls a document with an issuer, here or before: "*Reuters/Ipsos poll*".
    pub document: Option<Span>,
    /// How sure the speaker is right, given that the source is, 0 to 1; 0 where it is open.
    pub speaker_confidence: f32,
    /// The words that attribute: "said", "according to", "was characterized by".
    pub cue: Vec<Span>,
    /// Dictionary form of the cue.
    pub lemma: Cow<'static, str>,
    /// What kind of saying the cue means.
    pub class: CueClass,
    /// To whom it was said: "told *reporters* that …"; empty where the text does not say. Of a demand it may lie in the
    /// content.
    pub addressee: Vec<Span>,
    /// Where and when it was said: "said *in an interview with the Herald* *on Monday*"; empty where the text does not say.
    pub occasion: Vec<Span>,
    /// What was said.
    pub content: Vec<Span>,
    /// Index of the sentence of the cue.
    pub sentence: u32,
    /// Index of the paragraph of the cue.
    pub paragraph: u32,
    /// "did not say": the saying itself is denied.
    pub negated: bool,
    /// Entities named in the content, as indices into [`crate::document::Document::entities`], in order, each once.
    pub mentions: Vec<u32>,
    /// How sure the engine is, 0 to 1.
    pub confidence: f32,
    /// What made it.
    pub by: Rule,
    /// What a reader should know before trusting it.
    pub flags: Vec<Flag>,
    /// Why it is one; only at [`crate::document::Depth::Explained`].
    pub why: Option<Box<Why>>,
}

/// What made a claim: the trained engine, or one of the rules of [`crate::attribution::rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The trained engine.
    Engine,
    /// A colon before a quotation that nobody else says.
    Announced,
    /// A paragraph set apart after "wrote:".
    BlockQuote,
    /// A quotation without any cue, after a sentence about one person.
    ByContext,
    /// A participle or verb of saying before a clause.
    ClauseVerb,
    /// A quotation without a cue of its own continues the one before it.
    ContinuedQuote,
    /// A dash and a name after a quotation.
    DashName,
    /// A headline that names who speaks before a colon.
    Headline,
    /// A link between a verb and its content.
    Linked,
    /// A clause of source and cue between two commas.
    Parenthesis,
    /// "was described by Lee as".
    Passive,
    /// A verb beside a quotation.
    QuoteVerb,
    /// A line that names who a quotation is from.
    SourceLine,
    /// A turn of a transcript or an interview.
    Transcript,
    /// "in Lee’s view".
    Viewpoint,
}

impl Rule {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Engine => "crf",
            Self::Announced => "announced",
            Self::BlockQuote => "block-quote",
            Self::ByContext => "by-context",
            Self::ClauseVerb => "clause-verb",
            Self::ContinuedQuote => "continued-quote",
            Self::DashName => "dash-name",
            Self::Headline => "headline",
            Self::Linked => "linked",
            Self::Parenthesis => "parenthesis",
            Self::Passive => "passive",
            Self::QuoteVerb => "quote-verb",
            Self::SourceLine => "source-line",
            Self::Transcript => "transcript",
            Self::Viewpoint => "viewpoint",
        }
    }
}

/// Why a claim is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// In a sentence for people.
    pub sentence: String,
    /// What weighed most in the trained engine; only at [`crate::document::Depth::Weighed`], and not where a rule made it.
    pub features: Option<HeaviestFeatures>,
}

/// The features that weighed most at each step of the trained engine, the heaviest first.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaviestFeatures {
    /// That a cue begins here.
    pub cue: Vec<Weighed>,
    /// That the source begins where it does; empty where there is none, or a rule has put it there.
    pub source: Vec<Weighed>,
    /// That the content begins where it does; empty where a rule has put it there.
    pub content: Vec<Weighed>,
    /// That all of it together is a claim.
    pub claim: Vec<Weighed>,
}

/// A feature and its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// In words: "the word: said".
    pub feature: String,
    /// In log odds: above 0 it speaks for it, below against it.
    pub weight: f32,
}

/// Share of the content words inside quotation marks (`docs/scoring.md`: at least nine in ten, none, between). The turns of a
/// transcript or an interview are somebody's own words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// All quoted, or a turn.
    Direct,
    /// Partly quoted.
    Mixed,
    /// In the article's own words.
    Indirect,
}

impl ClaimKind {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// How a source refers to its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceForm {
    /// A name, with or without titles.
    Name,
    /// "he", "they", "I".
    Pronoun,
    /// "who", "which".
    Relative,
    /// A noun phrase without a name: "the spokesman", "critics".
    Nominal,
}

impl SourceForm {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Pronoun => "pronoun",
            Self::Relative => "relative",
            Self::Nominal => "nominal",
        }
    }
}

/// Whom a source stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Speaker {
    /// Someone with a name.
    Entity {
        /// Index into [`crate::document::Document::entities`].
        entity: u32,
        /// The mention that names it in full.
        first: Span,
    },
    /// Several people without a name: "critics", "residents".
    Group,
    /// One person without a name: "a senior official".
    Unnamed,
    /// A text: "the report", "the poll".
    Document,
}

/// What kind of saying a cue means. The lexicon `gazetteers/lexicons/cues.tsv` assigns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the name that as_str gives, explained in the lexicon's header")]
pub enum CueClass {
    Statement,
    Question,
    Denial,
    Promise,
    Demand,
    Criticism,
    Praise,
    Belief,
    Prediction,
    Knowledge,
    Emotion,
    AccordingTo,
    Intention,
    Evidence,
    Other,
}

impl CueClass {
    /// Every class.
    pub const ALL: [Self; 15] = [
        Self::Statement,
        Self::Question,
        Self::Denial,
        Self::Promise,
        Self::Demand,
        Self::Criticism,
        Self::Praise,
        Self::Belief,
        Self::Prediction,
        Self::Knowledge,
        Self::Emotion,
        Self::AccordingTo,
        Self::Intention,
        Self::Evidence,
        Self::Other,
    ];

    /// The name in records and in the lexicon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Question => "question",
            Self::Denial => "denial",
            Self::Promise => "promise",
            Self::Demand => "demand",
            Self::Criticism => "criticism",
            Self::Praise => "praise",
            Self::Belief => "belief",
            Self::Prediction => "prediction",
            Self::Knowledge => "knowledge",
            Self::Emotion => "emotion",
            Self::AccordingTo => "according-to",
            Self::Intention => "intention",
            Self::Evidence => "evidence",
            Self::Other => "other",
        }
    }

    /// The class that [`Self::as_str`] names.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

/// Classes of cues: those whose claims are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassSet(u16);

impl ClassSet {
    /// Every class.
    pub const ALL: Self = Self(u16::MAX);
    /// What was said or written: not what people believe, feel, know or intend, nor what a thing shows.
    pub const SAID: Self = Self::of(&[
        CueClass::Statement,
        CueClass::Question,
        CueClass::Denial,
        CueClass::Promise,
        CueClass::Demand,
        CueClass::Criticism,
        CueClass::Praise,
        CueClass::Prediction,
        CueClass::AccordingTo,
    ]);

    /// The set of these.
    pub const fn of(classes: &[CueClass]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < classes.len() {
            bits |= 1 << classes[index] as u16;
            index += 1;
        }
        Self(bits)
    }

    /// True if `class` is in it.
    pub fn has(self, class: CueClass) -> bool {
        self.0 >> class as u16 & 1 == 1
    }

    /// The classes in it, in the order of [`CueClass::ALL`].
    pub fn iter(self) -> impl Iterator<Item = CueClass> {
        CueClass::ALL.into_iter().filter(move |&class| self.has(class))
    }

    /// Drops the claims of other classes, and returns how many there were.
    pub fn keep_only(self, claims: &mut Vec<Claim>) -> u64 {
        let found = claims.len();
        claims.retain(|claim| self.has(claim.class));
        (found - claims.len()) as u64
    }
}

/// Why something is missing or to be read with care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// The text names no source: "It is said that …".
    NoSource,
    /// A pronoun with no clear antecedent.
    PronounUnresolved,
    /// A noun phrase that may stand for someone named, with no clear one.
    NominalUnresolved,
    /// Several people answer to the name.
    AmbiguousSpeaker,
    /// A quotation in the content is never closed in its paragraph.
    UnclosedQuote,
    /// The source was taken from another cue or from the paragraph before.
    InheritedSource,
    /// Nothing attributes the quotation but its place, after a sentence about one person.
    ByContext,
}

impl Flag {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoSource => "no-source",
            Self::PronounUnresolved => "pronoun-unresolved",
            Self::NominalUnresolved => "nominal-unresolved",
            Self::AmbiguousSpeaker => "ambiguous-speaker",
            Self::UnclosedQuote => "unclosed-quote",
            Self::InheritedSource => "inherited-source",
            Self::ByContext => "by-context",
        }
    }
}
