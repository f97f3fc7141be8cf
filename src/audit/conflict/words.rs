//! The words of a quotation as they are compared: without case, punctuation and differences of house style
//! (`gazetteers/lexicons/same-words.tsv`).

use crate::error::Result;
use crate::gazetteer::name_variants::short_names;
use crate::gazetteer::tsv::TsvTable;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{borrow::Cow, path::Path};
use xxhash_rust::xxh3::xxh3_64;

/// Fewest words that are evidence of one utterance: many people say "yes, we can".
pub(super) const MIN_WORDS: usize = 6;

/// Minimum weight of the distinct words of a quotation, since function words are in every sentence. Quotations of
/// [`MORE_WORDS`] or more need less, because longer sequences match by accident less often.
const MIN_WEIGHT: u32 = 22;
const MIN_WEIGHT_OF_MORE: u32 = 16;
const MORE_WORDS: usize = 8;
const CONTENT: u32 = 5;
const FUNCTION: u32 = 2;

pub(super) struct WordLists {
    same: FxHashMap<&'static str, &'static str>,
    function: FxHashSet<&'static str>,
    negations: FxHashSet<&'static str>,
    /// The names that a short given name stands for, separated by `|`.
    pub(super) short_names: FxHashMap<&'static str, &'static str>,
}

macro_rules! list {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../gazetteers/lexicons/", $name)))
    };
}

impl WordLists {
    pub(super) fn load() -> Result<Self> {
        let pairs = |(name, text): (&'static str, &'static str), column: &str| -> Result<Vec<_>> {
            let table = TsvTable::parse(Path::new(name), text, &["word", column])?;
            let (word, other) = (table.column("word"), table.column(column));
            table.rows().map(|row| row.map(|row| (row.get(word), row.get(other)))).collect()
        };
        let words =
            |list| -> Result<FxHashSet<_>> { Ok(pairs(list, "word")?.into_iter().map(|pair| pair.0).collect()) };
        Ok(Self {
            same: pairs(list!("same-words.tsv"), "is")?.into_iter().collect(),
            function: words(list!("function-words.tsv"))?,
            negations: words(list!("negations.tsv"))?,
            short_names: short_names()?,
        })
    }

    pub(super) fn negates(&self, word: &str) -> bool {
        self.negations.contains(word)
    }

    /// Hands each word of `text` to `each`: in the form that is compared, and as displayed. Editorial insertions in square
    /// brackets are skipped.
    pub(super) fn words<'t>(&self, text: &'t str, mut each: impl FnMut(&str, &'t str)) {
        let mut word = String::new();
        let mut brackets = 0_u32;
        let mut from = 0;
        let mut before = '\0';
        let mut rest = text.char_indices().peekable();
        while let Some((at, letter)) = rest.next() {
            let next = rest.peek().map_or('\0', |&(_, next)| next);
            let end = at + letter.len_utf8();
            match letter {
                '[' => brackets += 1,
                ']' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            let inside = before.is_alphanumeric() && next.is_alphanumeric();
            if brackets == 0 {
                if letter.is_alphanumeric() {
                    if word.is_empty() {
                        from = at;
                    }
                    if letter.is_ascii() {
                        word.push(letter.to_ascii_lowercase());
                    } else {
                        word.extend(letter.to_lowercase());
                    }
                } else {
                    let digits = before.is_ascii_digit() && next.is_ascii_digit();
                    match letter {
                        '\'' | '’' | '‘' if inside => word.push('\''),
                        '.' if digits => word.push('.'),
                        ',' if digits => {}
                        // Combining accents, and places where a word may be hyphenated.
                        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {
                            continue;
                        }
                        _ => {
                            self.word(&mut word, &text[from..at], &mut each);
                            if matches!(letter, '%' | '&') {
                                word.push(letter);
                                self.word(&mut word, &text[at..end], &mut each);
                            }
                        }
                    }
                }
            } else {
                self.word(&mut word, &text[from..at], &mut each);
            }
            before = letter;
        }
        self.word(&mut word, &text[from..], &mut each);
    }

    fn word<'t>(&self, word: &mut String, shown: &'t str, each: &mut impl FnMut(&str, &'t str)) {
        if word.is_empty() {
            return;
        }
        // "ISIS's" is also written "ISIS'".
        if word.ends_with("s's") {
            word.truncate(word.len() - 2);
        }
        match self.same.get(word.as_str()) {
            // Displayed as written if it is one word either way.
            Some(is) if !is.contains(' ') => each(is, shown),
            Some(is) => is.split(' ').for_each(|part| each(part, part)),
            None => each(word, shown),
        }
        word.clear();
    }

    /// The words as numbers, or `None` if they are too few or too common to be evidence.
    pub(super) fn numbers(&self, text: &str) -> Option<Vec<u32>> {
        let mut words = Vec::new();
        let mut weight = 0;
        self.words(text, |word, _| {
            let number = xxh3_64(word.as_bytes()) as u32;
            if weight < MIN_WEIGHT && !words.contains(&number) {
                weight += if self.function.contains(word) { FUNCTION } else { CONTENT };
            }
            words.push(number);
        });
        let needed = if words.len() < MORE_WORDS { MIN_WEIGHT } else { MIN_WEIGHT_OF_MORE };
        (words.len() >= MIN_WORDS && weight >= needed).then_some(words)
    }
}

/// The part of a quotation that is compared: what is inside quotation marks, if that is most of it, without long quotations
/// of somebody else.
pub(super) fn said(text: &str) -> Cow<'_, str> {
    let parts = quoted(text);
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let inside: usize = parts.iter().map(|&(from, to)| letters(&text[from..to])).sum();
    let most = inside * 4 >= letters(text) * 3;
    let text = match parts.as_slice() {
        &[(from, to)] if most => Cow::Borrowed(&text[from..to]),
        [_, ..] if most => Cow::Owned(parts.iter().map(|&(from, to)| &text[from..to]).collect::<Vec<_>>().join(" ")),
        _ => Cow::Borrowed(text),
    };
    if text.contains('‘') { Cow::Owned(own(&text)) } else { text }
}

/// A text without what is in single quotation marks, if that is long enough to be somebody else's words.
fn own(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('‘') {
        let after = &rest[open + '‘'.len_utf8()..];
        let starts_word = !rest[..open].ends_with(char::is_alphanumeric);
        let ends = |&(at, mark): &(usize, &str)| !after[at + mark.len()..].starts_with(char::is_alphanumeric);
        let close = after.match_indices('’').find(ends).filter(|_| starts_word);
        let close = close.filter(|&(at, _)| after[..at].split_whitespace().count() >= MIN_WORDS);
        let (kept_to, from) = match close {
            Some((at, mark)) => (open, open + '‘'.len_utf8() + at + mark.len()),
            None => (open + '‘'.len_utf8(), open + '‘'.len_utf8()),
        };
        kept.push_str(&rest[..kept_to]);
        rest = &rest[from..];
    }
    kept + rest
}

/// The parts of a text inside quotation marks, without the marks, as byte ranges.
pub(super) fn quoted(text: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, letter)) = rest.next() {
        let next = rest.peek().map_or(' ', |&(_, next)| next);
        match open {
            None => {
                let single = matches!(letter, '‘' | '\'');
                if matches!(letter, '“' | '"' | '«' | '„') || single && !before.is_alphanumeric() {
                    open = Some((letter, at + letter.len_utf8()));
                }
            }
            Some((mark, from)) => {
                let closes = match mark {
                    '“' => letter == '”',
                    '„' => matches!(letter, '“' | '”'),
                    '«' => letter == '»',
                    '‘' => letter == '’' && !next.is_alphanumeric(),
                    '\'' => letter == '\'' && !next.is_alphanumeric(),
                    _ => letter == mark,
                };
                if closes {
                    parts.push((from, at));
                    open = None;
                }
            }
        }
        before = letter;
    }
    // An open quotation that continues in the next paragraph.
    parts.extend(open.filter(|(mark, _)| !matches!(mark, '\'' | '‘')).map(|(_, from)| (from, text.len())));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        WordLists::load().unwrap().words(text, |word, _| words.push(word.to_owned()));
        words
    }

    #[test]
    fn what_style_sheets_change_is_the_same() {
        for (one, other) in [
            ("“We don’t know,” he", "we do not know he"),
            ("It’s 5,000 euros", "It is 5000 Euros"),
            ("ten per cent", "10%"),
            ("long-term", "long term"),
            ("He [Mr Kowal] won't go …", "he will not go"),
            ("the cafe\u{301}", "the cafe"),
            ("3.5 percent", "3.5 per cent"),
            ("Trump‘s ISIS’s", "Trump's ISIS’"),
        ] {
            assert_eq!(words(one), words(other), "{one}");
        }
        assert_ne!(words("3.5"), words("35"));
        assert_ne!(words("we know"), words("we now"));
        assert_eq!(words("the workers’ rights, Russia's"), ["the", "workers", "rights", "russia's"]);
        assert!(words("… — !").is_empty());
    }

    #[test]
    fn stock_phrases_are_no_evidence() {
        let lists = WordLists::load().unwrap();
        for text in
            ["Yes, we can", "No comment.", "We will not comment on this matter", "it is what it is and that is it"]
        {
            assert_eq!(lists.numbers(text), None, "{text}");
        }
        let text = "Inflation will rise sharply next year";
        assert_eq!(lists.numbers(text).unwrap().len(), 6);
    }

    #[test]
    fn what_a_quotation_says() {
        for (text, expected) in [
            ("“We go,” “and stay.”", "We go, and stay."),
            ("Cruz “has always shown his deep commitment to them.”", "has always shown his deep commitment to them."),
            ("no marks at all, but a \"word\" or two", "no marks at all, but a \"word\" or two"),
            ("“He says they ‘were extremely careless in handling of it all.’ Not fit!”", "He says they  Not fit!"),
            ("“Trump‘s ‘deal’ of the workers’ day”", "Trump‘s ‘deal’ of the workers’ day"),
        ] {
            assert_eq!(said(text), expected);
        }
    }

    #[test]
    fn parts_in_quotation_marks() {
        let of = |text: &'static str| quoted(text).into_iter().map(|(from, to)| &text[from..to]).collect::<Vec<_>>();
        assert_eq!(of("that it was “a fine day” and \"so on\""), ["a fine day", "so on"]);
        assert_eq!(of("it’s «tout» and ‘the dog’s day’ and so"), ["tout", "the dog’s day"]);
        assert_eq!(of("“he said ‘no’ to me"), ["he said ‘no’ to me"]);
        assert_eq!(of("the workers' day"), Vec::<&str>::new());
    }
}
