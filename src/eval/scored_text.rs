//! A text as the metrics see it: word tokens, which of them are quoted, and attributions as sets of word tokens. These are
//! part of the metrics' definition and deliberately independent of the pipeline's text layer.

use super::token_set::TokenSet;
use crate::gold::Attribution;
use crate::span::Span;
use std::{collections::HashSet, sync::LazyLock};

/// Shared words that do not make two sources the same. Part of the metric's definition.
const FUNCTION_WORDS: [&str; 35] = [
    "the", "a", "an", "of", "and", "or", "in", "on", "at", "to", "for", "by", "with", "from", "s", "his", "her", "its",
    "their", "our", "my", "your", "that", "this", "these", "those", "who", "which", "mr", "mrs", "ms", "dr", "sen",
    "rep", "gov",
];

/// Forms of speech verbs, from the lexicon that defines what counts as speech.
static SPEECH_FORMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../gazetteers/lexicons/speech-verbs.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1) // the names of the columns
        .filter_map(|line| line.split('\t').next())
        .collect()
});

/// A text, its words, and which of them are inside quotation marks.
#[derive(Debug)]
pub struct ScoredText<'t> {
    text: &'t str,
    words: Vec<Span>,
    quoted: Vec<bool>,
}

named_enum! {
    /// The role of a span in an attribution.
    pub enum SpanRole {
        /// The words that attribute.
        Cue = "cue",
        /// Who is said to have said it.
        Source = "source",
        /// What was said.
        Content = "content",
    }
}

/// How much of a content is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// At least nine words in ten.
    Direct,
    /// Between.
    Mixed,
    /// No word.
    Indirect,
}

/// An attribution as the metrics see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredAttribution {
    roles: [TokenSet; 3],
    /// Words of the source that are not function words.
    naming: TokenSet,
    /// `None` if the content has no word.
    pub quoting: Option<Quoting>,
    /// True if the cue means speech, by lexicon or "according to".
    pub speech: bool,
}

impl ScoredAttribution {
    /// The word tokens of a role.
    pub fn role(&self, role: SpanRole) -> &TokenSet {
        &self.roles[role as usize]
    }

    /// True if both sources are empty, share a word that is not a function word, or share any token if one of them has only
    /// function words (an approximation of equal heads).
    pub fn same_source(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.role(SpanRole::Source), other.role(SpanRole::Source));
        if mine.is_empty() && theirs.is_empty() {
            return true;
        }
        self.naming.meets(&other.naming) || ((self.naming.is_empty() || other.naming.is_empty()) && mine.meets(theirs))
    }
}

impl<'t> ScoredText<'t> {
    /// Finds the words and quotation marks of a text.
    pub fn new(text: &'t str) -> Self {
        let words = words(text);
        let quoted = quoted(text, &words);
        Self { text, words, quoted }
    }

    /// Maximal runs of letters and digits.
    pub fn words(&self) -> &[Span] {
        &self.words
    }

    /// Whether each word is inside quotation marks.
    pub fn quoted(&self) -> &[bool] {
        &self.quoted
    }

    /// The words that share a character with any of the spans; if there are none, the non-space characters of the spans.
    pub fn tokens(&self, spans: &[Span]) -> TokenSet {
        let mut ids = Vec::new();
        for span in spans {
            let first = self.words.partition_point(|word| word.end <= span.start);
            let inside = self.words[first..].iter().take_while(|word| word.start < span.end).count();
            ids.extend((first..first + inside).map(|index| index as u32));
        }
        if ids.is_empty() {
            for span in spans {
                let marks = span.of(self.text).char_indices().filter(|(_, c)| !c.is_whitespace());
                ids.extend(marks.map(|(at, _)| TokenSet::MARK | (span.start + at as u32)));
            }
        }
        TokenSet::from_ids(ids)
    }

    /// An attribution as the metrics see it.
    pub fn read(&self, attribution: &Attribution) -> ScoredAttribution {
        let [cue, source, content] =
            [&attribution.cue, &attribution.source, &attribution.content].map(|spans| self.tokens(spans));
        let cue_words: Vec<String> = self.lower_words(&cue).map(|(_, word)| word).collect();
        let speech = cue_words.iter().any(|word| SPEECH_FORMS.contains(word.as_str()))
            || cue_words.starts_with(&["according".to_owned(), "to".to_owned()]);
        let naming = self
            .lower_words(&source)
            .filter(|(_, word)| !FUNCTION_WORDS.contains(&word.as_str()))
            .map(|(id, _)| id)
            .collect();
        ScoredAttribution {
            quoting: self.quoting(&content),
            naming: TokenSet::from_ids(naming),
            speech,
            roles: [cue, source, content],
        }
    }

    fn quoting(&self, content: &TokenSet) -> Option<Quoting> {
        let mut words: usize = 0;
        let mut inside: usize = 0;
        for id in word_ids(content) {
            words += 1;
            inside += usize::from(self.quoted[id as usize]);
        }
        if words == 0 {
            None
        } else if inside as f64 >= 0.9 * words as f64 {
            Some(Quoting::Direct)
        } else if inside == 0 {
            Some(Quoting::Indirect)
        } else {
            Some(Quoting::Mixed)
        }
    }

    fn lower_words(&self, tokens: &TokenSet) -> impl Iterator<Item = (u32, String)> {
        word_ids(tokens).map(|id| (id, self.words[id as usize].of(self.text).to_lowercase()))
    }
}

/// The ids of a set that are words.
fn word_ids(tokens: &TokenSet) -> impl Iterator<Item = u32> {
    tokens.ids().iter().copied().filter(|id| id & TokenSet::MARK == 0)
}

/// Maximal runs of letters and digits.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                words.push(Span::new(first, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|first| Span::new(first, text.len())));
    words
}

/// Whether each word starts inside quotation marks. Double marks open and close, or toggle (`"`, `''`, ` `` `). A single mark
/// opens only after something other than a letter or digit, before a letter, and if the paragraph has a plausible closing
/// mark. A line break closes everything.
fn quoted(text: &str, words: &[Span]) -> Vec<bool> {
    let mut quoted = Vec::with_capacity(words.len());
    let mut starts = words.iter().map(|word| word.start as usize).peekable();
    let (mut double, mut single) = (false, false);
    let mut previous = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if starts.next_if_eq(&at).is_some() {
            quoted.push(double || single);
            previous = c;
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let next = after.chars().next().unwrap_or(' ');
        match c {
            '\'' | '`' if next == c && after.chars().nth(1) != Some(c) => {
                (double, single) = (!double, false);
                chars.next();
            }
            '\n' => (double, single) = (false, false),
            '\u{201c}' | '\u{201f}' | '\u{ab}' => double = true,
            '\u{201d}' | '\u{bb}' => double = false,
            '"' => double = !double,
            '\u{2018}' | '\''
                if !single && !previous.is_alphanumeric() && next.is_alphabetic() && opens(c, after, next) =>
            {
                single = true;
            }
            '\u{2019}' | '\'' if single && !next.is_alphanumeric() => single = false,
            _ => {}
        }
        previous = c;
    }
    quoted
}

/// True if a single mark may open a quotation, given the text after it: not the apostrophe of "’twas", and closed before the
/// line ends; a curly opening mark is trusted unless it may be that of "’n’".
fn opens(mark: char, after: &str, next: char) -> bool {
    let line = after.split('\n').next().unwrap_or_default();
    (!matches!(next, 't' | 'T') && has_closing_mark(line)) || (mark == '\u{2018}' && !matches!(next, 'n' | 'N'))
}

/// True if a single mark comes after a word or `.,!?` and before white space, punctuation, or the end.
fn has_closing_mark(line: &str) -> bool {
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if !(c.is_alphanumeric() || matches!(c, '_' | '.' | ',' | '!' | '?')) {
            continue;
        }
        let mut ahead = chars.clone();
        if ahead.next_if(|&mark| mark == '\u{2019}' || mark == '\'').is_some()
            && ahead.next().is_none_or(|c| {
                c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '\u{201d}')
            })
        {
            return true;
        }
    }
    false
}
