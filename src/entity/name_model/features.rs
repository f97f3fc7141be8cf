//! The features of the name model: words, their shapes and endings, what the lexicons and the rules say of them and of their
//! neighbors, and whether the article has the word in lower case or in a full name elsewhere.

use super::tags::{NameTags, OPEN};
use crate::crf::hash::{bucket, code_of, fold};
use crate::crf::sink::FeatureSink;
use crate::document::{Gap, TokenKind};
use crate::entity::title;
use crate::gazetteer::word_class::{HeadPosition, NamePart, NotName, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{LexicalView, WordInfo};
use crate::work::step;
use std::ops::Range;

/// Most small words in a row between two capitals of one name.
const MOST_GLUE: usize = 2;
/// The code where there is no token.
const EDGE: u32 = 0x0ed6_e000;
/// A document as the model sees it.
#[derive(Debug, Clone, Copy)]
pub struct NameView<'v, 'a> {
    /// Its text layer is complete, and its words are marked.
    pub doc: LexicalView<'v, 'a>,
    /// The code of what the lexicons say, by [`WordId`](crate::document::WordId); see [`code_of_info`].
    pub words: &'v [u32],
    /// What the rules found.
    pub tags: &'v NameTags,
    /// Which sentences are set like headlines, where capitals prove nothing.
    pub headlines: &'v [bool],
}

/// The code of what the lexicons say of a word, as far as it matters for names.
pub fn code_of_info(info: &WordInfo) -> u32 {
    let given = info.given.map_or(0, |given| 1 + u32::from(given.common));
    let surname = info.surname.map_or(0, |common| 1 + u32::from(common));
    let head = match info.head {
        None => 0,
        Some(HeadPosition::Start) => 1,
        Some(HeadPosition::End) => 2,
        Some(HeadPosition::Both) => 3,
        Some(HeadPosition::Before) => 4,
    };
    let not_name = match info.not_name {
        None => 0,
        Some(NotName::OfPerson) => 1,
        Some(NotName::Anywhere | NotName::BeforeThing) => 2,
    };
    let part = match info.name_part {
        None => 0,
        Some(NamePart::Particle) => 1,
        Some(NamePart::Suffix) => 2,
    };
    let function = info.function.map_or(0, |function| 1 + function as u32);
    let nominal = info.nominal.map_or(0, |nominal| 1 + nominal.refers as u32 * 2 + u32::from(nominal.plural));
    let flags = [
        info.opener, info.speech_verb, info.title_modifier, info.ends_title, info.weekday, info.not_alone,
        info.geographic, info.common,
    ];
    let flags = flags.iter().fold(0, |bits, &flag| bits << 1 | u32::from(flag));
    [given, surname, head, not_name, part, function, nominal, flags].iter().fold(1, |code, &field| fold(code, field))
}

/// Adds to `found` the stretches of capitals, and of the small words between them, that may contain an unknown name.
pub fn stretches(view: &NameView<'_, '_>, found: &mut Vec<Range<usize>>) {
    let doc = view.doc;
    for sentence in &doc.sentences {
        let (mut at, limit) = (sentence.tokens.start(), sentence.tokens.end());
        while at < limit {
            if !view.is_capital(at) {
                at += 1;
                continue;
            }
            let start = at;
            let mut end = at + 1;
            at += 1;
            while at < limit {
                if view.is_capital(at) {
                    end = at + 1;
                } else if at - end >= MOST_GLUE || !view.is_glue(at) {
                    break;
                }
                at += 1;
            }
            at = end;
            if (start..end).any(|index| view.is_open(index)) {
                found.push(start..end);
            }
        }
    }
}

impl NameView<'_, '_> {
    /// The label of a token that is not open.
    pub fn sure(&self, index: usize) -> Option<u8> {
        Some(self.tags.sure[index]).filter(|&sure| sure != OPEN)
    }

    /// True for a token that cannot begin a name of the model: "Mr.", "The", "Thursday".
    pub fn begins_nothing(&self, index: usize) -> bool {
        let known = self.doc.info(index);
        let title = known.ends_title && known.given.is_none() && known.surname.is_none();
        let initial = self.doc.tokens[index].kind == TokenKind::Abbreviation;
        title || !initial && (known.function.is_some() || known.opener || known.weekday)
    }

    /// True for tokens that may be a name even in a headline: a given name and more.
    pub fn is_full_name(&self, tokens: &Range<usize>) -> bool {
        tokens.len() > 1 && self.doc.info(tokens.start).given.is_some()
    }

    /// True if the last word before `end` shows that the name is not a person's: "Ross Sea", "Johnson Space Center".
    pub fn ends_as_thing(&self, end: usize) -> bool {
        let known = self.doc.info(end - 1);
        known.surname.is_none() && (known.geographic || known.head.is_some())
    }

    /// True if the last word before `end` shows that the name is not an organization's: "Voss Master Agreement", "Federal
    /// Appeals Judge".
    pub fn ends_as_no_organization(&self, end: usize) -> bool {
        let known = self.doc.info(end - 1);
        let paper = known.nominal.is_some_and(|nominal| nominal.refers != Refers::Organization) && known.head.is_none();
        paper || known.ends_title || known.geographic || known.groups.has(WordGroup::Thing)
    }

    /// True for "Jr." and the like.
    pub fn is_suffix(&self, index: usize) -> bool {
        self.doc.info(index).name_part == Some(NamePart::Suffix)
    }

    /// First token of a person's name in `tokens`, after the titles that open it: "Justice | Voss".
    pub fn after_titles(&self, tokens: Range<usize>) -> usize {
        let title = |index: &usize| {
            self.doc.info(*index).given.is_none()
                && *index + 1 < tokens.end
                && title::before(self.doc, *index + 1).is_some_and(|(_, start)| start <= *index)
        };
        tokens.start + tokens.clone().take_while(title).count()
    }

    /// True for one word that is a place of the list: "Charlotte".
    pub fn is_place(&self, tokens: Range<usize>) -> bool {
        tokens.len() == 1 && self.doc.lexicons.places.contains(self.doc.word(tokens.start))
    }

    /// True for a head word, which alone is not an organization's name: "Committee".
    pub fn is_only_head(&self, index: usize) -> bool {
        self.doc.info(index).head.is_some()
    }

    fn is_capital(&self, index: usize) -> bool {
        let token = self.doc.tokens[index];
        token.is_word() && (token.case.is_capital() || token.mixed)
    }

    /// A capital that may or may not be in a name.
    fn is_open(&self, index: usize) -> bool {
        self.is_capital(index) && self.tags.sure[index] == OPEN
    }

    /// False where the model changes nothing: what is sure, and a word that can begin no name and that no rule has put into
    /// one. Most sentences begin with such a capital.
    pub fn may_change(&self, index: usize) -> bool {
        self.is_open(index) && (self.tags.rule[index] != 0 || !self.begins_nothing(index))
    }

    fn is_glue(&self, index: usize) -> bool {
        let token = self.doc.tokens[index];
        match token.kind {
            TokenKind::Hyphen => {
                token.gap == Gap::None && self.doc.words.len() > index + 1 && !self.doc.is(index + 1, "based")
            }
            TokenKind::Comma => self.doc.tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Abbreviation),
            _ => self.doc.lexicons.groups.has(self.doc.word(index), WordGroup::NameGlue),
        }
    }

    fn word(&self, index: usize, offset: isize) -> u32 {
        step();
        let at = index.checked_add_signed(offset);
        at.and_then(|at| self.doc.hashes.get(at)).map_or(EDGE, |&hash| code_of(hash))
    }

    fn known(&self, index: usize, offset: isize) -> u32 {
        let at = index.checked_add_signed(offset);
        at.and_then(|at| self.doc.words.get(at)).map_or(EDGE, |word| self.words[usize::from(word.0)])
    }

    fn rule(&self, index: usize, offset: isize) -> u32 {
        let at = index.checked_add_signed(offset);
        at.and_then(|at| self.tags.rule.get(at)).map_or(255, |&rule| u32::from(rule))
    }

    /// Kind, case and gap of a token.
    fn shape(&self, index: usize, offset: isize) -> u32 {
        let at = index.checked_add_signed(offset);
        let Some(token) = at.and_then(|at| self.doc.tokens.get(at)) else { return EDGE };
        let length = (token.end - token.start).min(3);
        let (kind, case, gap) = (token.kind as u32, token.case as u32, token.gap as u32);
        ((kind * 4 + case) * 4 + gap) * 8 + length * 2 + u32::from(token.mixed)
    }

    /// Calls `sink` with every feature of token `index` of `stretch`.
    pub fn features(&self, index: usize, stretch: &Range<usize>, mut sink: impl FeatureSink) {
        let (w0, w1, w2) = (self.word(index, 0), self.word(index, 1), self.word(index, 2));
        let (b1, b2) = (self.word(index, -1), self.word(index, -2));
        let (i0, i1, i2) = (self.known(index, 0), self.known(index, 1), self.known(index, 2));
        let (j1, j2) = (self.known(index, -1), self.known(index, -2));
        let (s0, s1, z1) = (self.shape(index, 0), self.shape(index, 1), self.shape(index, -1));
        let (r0, r1, q1) = (self.rule(index, 0), self.rule(index, 1), self.rule(index, -1));
        let word = self.doc.word(index).as_bytes();
        let end = |count: usize| code_of(crate::text::form::hash(&word[word.len().saturating_sub(count)..]));
        let hash = self.doc.hashes[index];
        let tags = self.tags;
        let named = [tags.small.has(hash), tags.first.has(hash), tags.last.has(hash), tags.organization.has(hash)];
        let agreed = [tags.inside.has(hash), tags.again.has(hash), tags.speaks.has(hash), tags.acronym.has(hash)];
        let seen = named.iter().chain(&agreed);
        let seen = seen.fold(0, |bits, &seen| bits << 1 | u32::from(seen));
        let opens = self.doc.sentences[self.doc.sentence_of(index)].tokens.start() == index;
        let (from_start, to_end) = ((index - stretch.start).min(3) as u32, (stretch.end - 1 - index).min(3) as u32);
        let place = (from_start * 4 + to_end) * 2 + u32::from(opens);
        let (last, last_known) = (self.word(stretch.end - 1, 0), self.known(stretch.end - 1, 0));

        sink.add(1, [w0]);
        sink.add(2, [b1]);
        sink.add(3, [w1]);
        sink.add(4, [b1, w0]);
        sink.add(5, [w0, w1]);
        sink.add(6, [b2]);
        sink.add(7, [w2]);
        sink.add(8, [z1, s0, s1]);
        sink.add(9, [end(3), s0]);
        sink.add(10, [end(2)]);
        sink.add(11, [code_of(crate::text::form::hash(&word[..word.len().min(3)]))]);
        sink.add(12, [i0]);
        sink.add(13, [j1, i0]);
        sink.add(14, [i0, i1]);
        sink.add(15, [j1, i0, i1]);
        sink.add(16, [j1]);
        sink.add(17, [i1]);
        sink.add(18, [j2, j1, i0]);
        sink.add(19, [i0, i1, i2]);
        sink.add(20, [r0]);
        sink.add(21, [q1, r0, r1]);
        sink.add(22, [r0, i0]);
        sink.add(23, [r0, w0]);
        sink.add(24, [r0, b1]);
        sink.add(25, [r0, w1]);
        sink.add(26, [place, s0]);
        sink.add(27, [place, i0]);
        sink.add(28, [place, r0]);
        sink.add(29, [seen, s0]);
        sink.add(30, [seen, r0]);
        sink.add(31, [seen, i0, place]);
        sink.add(32, [s0, b1]);
        sink.add(33, [s0, w1]);
        sink.add(34, [last, to_end]);
        sink.add(35, [last_known, to_end, i0]);
        sink.add(36, [b1, w1]);
        sink.add(37, [b2, b1, i0]);
        sink.add(38, [bucket(stretch.len()), place]);
        sink.add(39, [u32::from(tags.spelled[index]), r0]);
    }
}
