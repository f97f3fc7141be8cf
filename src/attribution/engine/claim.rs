//! The claim classifier: is this reading of this cue right as a whole? Sparse features of the spans, their edges, the cue and
//! the readings of the cues near by, and a few numbers; a logistic regression gives the claim's confidence.

use super::decode::Runs;
use super::hash::{bucket, fold, key};
use super::page::{Atom, Page, mark, quote};
use super::window::{Cue, head};
use super::words::class;
use std::ops::Range;

/// A cue with what stage 2 made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The cue.
    pub cue: Cue,
    /// Its source; empty where there is none.
    pub source: Runs,
    /// Its content; empty only where stage 2 found nothing at all.
    pub content: Runs,
    /// By how much the reading scores above an empty one.
    pub margin: f32,
    /// Log probability of the reading, given the cue.
    pub posterior: f32,
    /// Log probability that the cue has neither source nor content.
    pub nothing: f32,
}

/// How many numbers [`numbers`] gives.
pub const NUMBERS: usize = 9;

/// A cue less probable than this is no neighbour.
const NEIGHBOUR: f32 = 0.15;
/// How far a neighbour may be, in tokens.
const NEAR: u32 = 150;

/// What the two stages say of a candidate, as numbers.
#[must_use]
pub fn numbers(candidate: &Candidate) -> [f32; NUMBERS] {
    let p = candidate.cue.probability.clamp(1e-4, 1.0 - 1e-4);
    let logit = (p / (1.0 - p)).ln();
    let squashed = (candidate.margin / 4.0).tanh();
    [
        logit,
        squashed * 4.0,
        candidate.margin.clamp(-8.0, 8.0),
        logit * squashed,
        p,
        (candidate.margin / 20.0).clamp(0.0, 3.0),
        candidate.posterior.clamp(-12.0, 0.0),
        candidate.posterior.exp(),
        candidate.nothing.clamp(-20.0, 0.0),
    ]
}

fn level(probability: f32) -> u32 {
    if probability > 0.7 { 2 } else { u32::from(probability > 0.3) }
}

/// Everything about a candidate that features are made of.
struct Reader<'p> {
    page: &'p Page,
    candidate: &'p Candidate,
    head: u32,
}

impl<'p> Reader<'p> {
    fn at(&self, index: i64) -> &'p Atom {
        self.page.at(index as isize, &(0..self.page.atoms.len()))
    }

    fn classes(&self, range: Range<u32>, most: usize) -> u32 {
        let tokens = range.start as usize..range.end.max(range.start) as usize;
        self.page.atoms[tokens].iter().take(most).fold(7, |classes, atom| fold(classes, atom.c()))
    }

    fn count(&self, range: &Range<u32>, is: impl Fn(&Atom) -> bool) -> u32 {
        self.page.atoms[range.start as usize..range.end as usize].iter().filter(|atom| is(atom)).count() as u32
    }

    fn cue(&self, add: &mut impl FnMut(u32)) {
        let cue = self.candidate.cue;
        let (first, last) = (i64::from(cue.start), i64::from(cue.end) - 1);
        let (x, z) = (self.at(first), self.at(last));
        let (n1, n2, p1, p2) = (self.at(last + 1), self.at(last + 2), self.at(first - 1), self.at(first - 2));
        let surface = self.head;
        let words = (first..=last).fold(3, |words, index| fold(words, self.at(index).word));
        let classes = self.classes(cue.start..cue.end, 4);
        add(key(0, [words]));
        add(key(1, [surface]));
        add(key(2, [x.word]));
        add(key(3, [z.word]));
        add(key(4, [n1.word]));
        add(key(5, [n2.word]));
        add(key(6, [p1.word]));
        add(key(7, [p2.word]));
        add(key(8, [surface, n1.word]));
        add(key(9, [surface, p1.word]));
        add(key(10, [surface, n1.c() << 8 | n2.c()]));
        add(key(11, [surface, p2.c() << 8 | p1.c()]));
        add(key(12, [x.q() << 16 | n1.q() << 8 | p1.q()]));
        add(key(13, [surface, x.q()]));
        add(key(14, [(cue.end - cue.start).min(5)]));
        add(key(15, [p1.t() << 16 | x.t() << 8 | n1.t()]));
        add(key(16, [n1.t() << 8 | n2.t()]));
        add(key(17, [p2.t() << 8 | p1.t()]));
        add(key(18, [surface, p1.t() << 8 | n1.t()]));
        add(key(19, [classes]));
        add(key(20, [classes, n1.c()]));
        add(key(21, [z.ending, n1.c()]));
    }

    fn shape(&self, add: &mut impl FnMut(u32)) {
        let Candidate { cue, source, content, .. } = self.candidate;
        let mut parts: Vec<(u32, u32)> = source.iter().map(|run| (run.start, 1)).collect();
        parts.extend(content.iter().map(|run| (run.start, 2)));
        parts.push((cue.start, 3));
        parts.sort_unstable();
        let order = parts.iter().take(6).fold(0, |order, (_, part)| order << 2 | part);
        add(key(30, [order]));
        add(key(31, [order, self.head]));
        add(key(32, [source.len().min(2) as u32, content.len().min(4) as u32]));
        add(key(33, [self.head, u32::from(source.is_empty())]));
        if let [first, second, ..] = &content[..] {
            add(key(34, [self.classes(first.end..second.start, 5)]));
            add(key(35, [self.at(first.end.into()).word, self.at(i64::from(second.start) - 1).word]));
        }
    }

    fn source(&self, run: &Range<u32>, add: &mut impl FnMut(u32)) {
        let cue = self.candidate.cue;
        let (i, j) = (i64::from(run.start), i64::from(run.end) - 1);
        let (x, z, p, n) = (self.at(i), self.at(j), self.at(i - 1), self.at(j + 1));
        let length = bucket(run.len());
        add(key(40, [length]));
        add(key(41, [x.word]));
        add(key(42, [z.word]));
        add(key(43, [p.word]));
        add(key(44, [n.word]));
        add(key(45, [x.c() << 16 | z.c() << 8 | length]));
        add(key(46, [p.c() << 8 | x.c()]));
        add(key(47, [z.c() << 8 | n.c()]));
        let before = run.end <= cue.start;
        let gap = if before { run.end..cue.start } else { cue.end..run.start.max(cue.end) };
        add(key(48, [u32::from(before), self.classes(gap.clone(), 6)]));
        add(key(49, [bucket(gap.len())]));
        add(key(50, [self.classes(run.clone(), 6)]));
        add(key(51, [self.count(run, |atom| atom.mark == mark::COMMA).min(3)]));
        add(key(52, [x.q() << 16 | z.q() << 8 | self.at(cue.start.into()).q()]));
        add(key(53, [x.c(), self.head]));
        let joints = |atom: &Atom| matches!(atom.class, class::CONJUNCTION | class::SUBORDINATOR | class::PREPOSITION);
        add(key(54, [self.count(run, joints)]));
        add(key(55, [z.c() << 8 | z.t(), self.head]));
    }

    fn content(&self, run: &Range<u32>, add: &mut impl FnMut(u32)) {
        let cue = self.candidate.cue;
        let head = self.head;
        let (i, j) = (i64::from(run.start), i64::from(run.end) - 1);
        let right = run.start >= cue.end;
        let side = u32::from(right) << 16;
        let (x, z, p, n) = (self.at(i), self.at(j), self.at(i - 1), self.at(j + 1));
        let (n2, n3) = (self.at(j + 2), self.at(j + 3));
        let length = bucket(run.len());
        add(key(60, [side | length]));
        add(key(61, [side | length, head]));
        add(key(62, [side, x.word]));
        add(key(63, [side, x.word, head]));
        add(key(64, [side, z.word]));
        add(key(65, [side, p.word]));
        add(key(66, [side, n.word]));
        add(key(67, [side, n.word, n2.word]));
        add(key(68, [side, z.c() << 24 | n.c() << 16 | n2.c() << 8 | n3.c()]));
        add(key(69, [side, self.at(i - 2).c() << 16 | p.c() << 8 | x.c()]));
        add(key(70, [side, self.classes(run.clone(), 4)]));
        let last_sentence = n.class == class::EDGE || n.sentence != z.sentence;
        let ends = last_sentence || matches!(n.mark, mark::PERIOD | mark::ASKING);
        let starts = p.class == class::EDGE || p.sentence != x.sentence;
        add(key(71, [side | u32::from(ends) << 1 | u32::from(starts), n.c()]));
        let opened = self.count(run, |atom| atom.quote == quote::OPENS).min(3);
        let closed = self.count(run, |atom| atom.quote == quote::CLOSES).min(3);
        add(key(72, [side | opened << 8 | closed, x.q() << 24 | z.q() << 16 | n.q() << 8 | p.q()]));
        let quoted = self.count(run, |atom| atom.quote != quote::OUTSIDE);
        let share = u32::from(quoted > 0) + u32::from(quoted == run.len() as u32);
        add(key(73, [side | share, n.q() << 16 | x.q() << 8 | z.q()]));
        add(key(74, [side | self.count(run, |atom| atom.mark == mark::COMMA).min(4), n.word]));
        let brackets = self
            .count(run, |atom| atom.mark == mark::OPEN)
            .wrapping_sub(self.count(run, |atom| atom.mark == mark::CLOSE));
        add(key(75, [side, brackets]));
        add(key(76, [side | (z.sentence - x.sentence).min(3), x.q()]));
        let verb = |atom: &Atom| matches!(atom.class, class::AUXILIARY | class::SPEECH | class::THOUGHT | class::ED);
        let verbs = self.count(run, verb).min(2);
        add(key(77, [side | verbs, head]));
        add(key(78, [side | verbs, length]));
        let gap = if right { cue.end..run.start } else { run.end..cue.start.max(run.end) };
        add(key(79, [side, self.classes(gap.clone(), 5)]));
        add(key(80, [side, self.classes(gap.clone(), 4), head]));
        add(key(81, [side | bucket(gap.len())]));
        add(key(
            82,
            [
                side,
                self.at(gap.start.into()).word,
                if gap.len() > 1 { self.at(i64::from(gap.start) + 1).word } else { 0 },
            ],
        ));
        if n.class != class::EDGE && n.sentence == z.sentence {
            let rest = self.page.sentence(z.sentence).end as i64 - 1 - j;
            add(key(83, [side | bucket(rest as usize), n.word]));
            let next = run.end..(run.end + 4).min(self.page.atoms.len() as u32);
            add(key(84, [side | self.count(&next, verb), n.word]));
        }
        add(key(85, [side, z.t() << 16 | n.t() << 8 | n2.t()]));
        add(key(86, [side, p.t() << 16 | x.t() << 8 | self.at(i + 1).t()]));
    }

    /// How a content run stands to the reading of another cue.
    fn neighbour(&self, run: &Range<u32>, other: &Candidate, swallowed: &mut u32, add: &mut impl FnMut(u32)) {
        let cue = self.candidate.cue;
        let side = u32::from(run.start >= cue.end) << 16;
        let sure = level(other.cue.probability);
        let source = other.source.first();
        let has = |token: u32| run.contains(&token);
        if has(other.cue.start) {
            *swallowed += 1;
            add(key(90, [side | sure]));
            let with_source = source.is_some_and(|source| has(source.start));
            add(key(91, [side | sure, u32::from(with_source) << 8 | other.source.len() as u32]));
            add(key(92, [side | sure, self.head]));
            let nested = !other.content.is_empty() && other.content.iter().all(|part| has(part.start));
            let outside = self.at(other.cue.start.into()).quote == quote::OUTSIDE;
            add(key(93, [side | sure, u32::from(nested) << 8 | u32::from(outside)]));
            add(key(94, [side, self.at(other.cue.start.into()).word]));
            let (from, to) = ((other.cue.start - run.start).min(6), run.end.saturating_sub(other.cue.end).min(6));
            add(key(95, [side, from << 8 | to]));
        } else if let Some(source) = source.filter(|source| has(source.start)) {
            add(key(96, [side | sure, u32::from(run.end == source.end)]));
        } else if other.cue.start == run.end || source.is_some_and(|s| s.start == run.end || s.start == run.end + 1) {
            add(key(97, [side | sure]));
        }
        for part in other.content.iter().filter(|part| part.contains(&cue.start)) {
            let whole = run.start >= part.start && run.end <= part.end;
            add(key(98, [u32::from(whole), sure]));
        }
    }
}

/// Gives every sparse feature of candidate `index` to `add`. `candidates` are all of the document, in text order.
pub fn features(page: &Page, candidates: &[Candidate], index: usize, mut add: impl FnMut(u32)) {
    let candidate = &candidates[index];
    let reader = Reader { page, candidate, head: head(page, candidate.cue).lemma };
    reader.cue(&mut add);
    reader.shape(&mut add);
    if let Some(run) = candidate.source.first() {
        reader.source(run, &mut add);
    }
    let start = candidate.cue.start;
    let from = candidates[..index].iter().rposition(|other| start - other.cue.start > NEAR).map_or(0, |far| far + 1);
    let near = &candidates[from..];
    for run in candidate.content.iter().take(3) {
        reader.content(run, &mut add);
        let mut swallowed = 0;
        for other in near.iter().take_while(|other| other.cue.start.saturating_sub(start) <= NEAR) {
            if other.cue.start != start && other.cue.probability >= NEIGHBOUR {
                reader.neighbour(run, other, &mut swallowed, &mut add);
            }
        }
        add(key(99, [u32::from(run.start >= start) << 16 | swallowed.min(3)]));
    }
}
