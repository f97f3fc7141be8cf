//! What the engine knows of a word by its form alone: class, part of speech, dictionary form, whether it can be a cue. The
//! model carries it as a table from the code of the form; the trainer makes it from the treebanks, the lexicons and the
//! training texts.

use crate::crf::hash::code;
use crate::document::{Case, Token, TokenKind};
use rustc_hash::FxHashMap;

/// Coarse classes of words and marks.
pub mod class {
    #![allow(missing_docs, reason = "the names say it")]
    pub const PRONOUN: u8 = 0;
    pub const OBJECT_PRONOUN: u8 = 1;
    pub const DETERMINER: u8 = 2;
    pub const AUXILIARY: u8 = 3;
    pub const CONJUNCTION: u8 = 4;
    pub const SUBORDINATOR: u8 = 5;
    pub const PREPOSITION: u8 = 6;
    pub const SPEECH: u8 = 7;
    pub const THOUGHT: u8 = 8;
    pub const CUE_NOUN: u8 = 9;
    pub const TITLE: u8 = 10;
    pub const NUMBER: u8 = 11;
    pub const CAPITAL: u8 = 12;
    pub const LY: u8 = 13;
    pub const ING: u8 = 14;
    pub const ED: u8 = 15;
    pub const S: u8 = 16;
    pub const OTHER: u8 = 17;
    pub const QUOTE: u8 = 18;
    pub const COMMA: u8 = 19;
    pub const PERIOD: u8 = 20;
    pub const ASKING: u8 = 21;
    pub const COLON: u8 = 22;
    pub const SEMICOLON: u8 = 23;
    pub const DASH: u8 = 24;
    pub const OPEN: u8 = 25;
    pub const CLOSE: u8 = 26;
    pub const HYPHEN: u8 = 27;
    pub const MARK: u8 = 28;
    /// Beyond the edge of what is looked at.
    pub const EDGE: u8 = 31;
}

/// The class that a row of `gazetteers/lexicons/word-classes.tsv` names.
pub fn class_named(name: &str) -> Option<u8> {
    Some(match name {
        "pronoun" => class::PRONOUN,
        "object-pronoun" => class::OBJECT_PRONOUN,
        "determiner" => class::DETERMINER,
        "auxiliary" => class::AUXILIARY,
        "conjunction" => class::CONJUNCTION,
        "subordinator" => class::SUBORDINATOR,
        "preposition" => class::PREPOSITION,
        "speech" => class::SPEECH,
        "thought" => class::THOUGHT,
        "cue-noun" => class::CUE_NOUN,
        "title" => class::TITLE,
        _ => return None,
    })
}

/// Bits of [`WordForm::gate`].
pub mod gate {
    /// Often a cue: stage 1 looks at it.
    pub const TRIGGER: u8 = 1;
    /// Part of cues of several words: stage 1 looks at it beside a trigger.
    pub const COMPANION: u8 = 2;
    /// Seen often enough in training that the absence of the other bits means something.
    pub const KNOWN: u8 = 4;
}

/// What is known of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordForm {
    /// Code of the dictionary form, 0 where it is the form itself.
    pub lemma: u32,
    /// Parts of speech that it can be, as a number; 0 if unknown.
    pub readings: u16,
    /// One of [`class`], or `class::EDGE` where shape and ending decide.
    pub class: u8,
    /// Most frequent part of speech as a number; 255 if unknown.
    pub tag: u8,
    /// Bits of [`gate`].
    pub gate: u8,
    /// Fine and coarse cluster of words that are used in like contexts; 0 if unknown.
    pub clusters: [u16; 2],
    /// What the lexicon of cues says of it, fine and coarse; 0 if nothing.
    pub senses: [u16; 2],
}

impl WordForm {
    /// A form of which nothing is known.
    pub const UNKNOWN: Self =
        Self { lemma: 0, readings: 0, class: class::EDGE, tag: 255, gate: 0, clusters: [0; 2], senses: [0; 2] };
}

/// All forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordTable {
    /// By code of the normal form.
    pub forms: FxHashMap<u32, WordForm>,
    /// Part of speech by ending, by [`ending_code`].
    pub endings: FxHashMap<u32, u8>,
    /// The part of speech of numbers.
    pub number_tag: u8,
    /// The part of speech of anything else.
    pub noun_tag: u8,
}

/// Longest ending that tells a part of speech, in bytes.
pub const LONGEST_ENDING: usize = 4;

/// The code under which an ending is known.
pub fn ending_code(ending: &[u8], capital: bool) -> u32 {
    code(ending) ^ if capital { 0x5555_5555 } else { 0 }
}

impl WordTable {
    /// What is known of a form.
    #[inline]
    pub fn get(&self, form: u32) -> WordForm {
        self.forms.get(&form).copied().unwrap_or(WordForm::UNKNOWN)
    }

    /// Part of speech and readings of `token`, whose normal form is `form`.
    pub fn tags(&self, word: WordForm, form: &[u8], token: Token) -> (u8, u16) {
        let capital = token.case.is_capital();
        if word.tag != 255 {
            return (word.tag, word.readings << 1 | u16::from(capital));
        }
        if form.first().is_some_and(u8::is_ascii_digit) {
            return (self.number_tag, 0x8000);
        }
        for length in (1..=LONGEST_ENDING.min(form.len())).rev() {
            if let Some(&tag) = self.endings.get(&ending_code(&form[form.len() - length..], capital)) {
                return (tag, 0x8002 | u16::from(tag) << 2 | u16::from(capital));
            }
        }
        (self.noun_tag, 0x8000 | u16::from(capital))
    }
}

/// The class of a token: of marks by their kind, of words by the model, else by shape and ending.
pub fn class_of(word: WordForm, form: &[u8], token: Token) -> u8 {
    match token.kind {
        TokenKind::DoubleQuote | TokenKind::SingleQuote => return class::QUOTE,
        TokenKind::Comma => return class::COMMA,
        TokenKind::Terminal if form.iter().any(|&byte| byte == b'?' || byte == b'!') => return class::ASKING,
        TokenKind::Terminal => return class::PERIOD,
        TokenKind::Colon => return class::COLON,
        TokenKind::Semicolon => return class::SEMICOLON,
        TokenKind::Dash => return class::DASH,
        TokenKind::Open => return class::OPEN,
        TokenKind::Close => return class::CLOSE,
        TokenKind::Hyphen => return class::HYPHEN,
        _ => {}
    }
    if word.class != class::EDGE {
        return word.class;
    }
    match token.kind {
        TokenKind::Number => class::NUMBER,
        TokenKind::Other => class::MARK,
        _ if token.case.is_capital() => class::CAPITAL,
        _ if form.ends_with(b"ly") => class::LY,
        _ if form.ends_with(b"ing") => class::ING,
        _ if form.ends_with(b"ed") => class::ED,
        _ if form.ends_with(b"s") && !form.ends_with(b"ss") => class::S,
        _ => class::OTHER,
    }
}

/// True if the form looks like a verb that no training text has: it may be a cue.
pub fn looks_like_verb(form: &[u8], token: Token) -> bool {
    token.kind == TokenKind::Word
        && token.case != Case::None
        && form.len() > 3
        && [&b"ed"[..], b"ng", b"es", b"ts"].iter().any(|ending| form.ends_with(ending))
}
