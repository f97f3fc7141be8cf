//! Stage 1: where the cues are. Looks only at triggers, words that are often cues, and at the companions beside them; each
//! unbroken run of such tokens is one sequence with the labels of [`label`].

use super::page::{Atom, Page, mark, quote};
use super::words::gate;
use crate::attribution::reading::Runs;
use crate::crf::sink::Sink;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Labels of stage 1.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 3;
    pub const OUTSIDE: u8 = 0;
    pub const BEGIN: u8 = 1;
    pub const INSIDE: u8 = 2;
}

/// Which label may follow which: nothing but the beginning of a cue stands between outside and inside.
pub const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] =
    [[true, true, false], [true, true, true], [true, true, true]];

/// How far from a trigger a companion may stand, in tokens.
const REACH: usize = 3;

/// The tokens that stage 1 looks at, as runs that cross no paragraph.
pub fn runs(page: &Page, triggers: &[bool], runs: &mut Runs) {
    runs.clear();
    let atoms = &page.atoms;
    for paragraph in &page.paragraphs {
        let (first, end) = (paragraph.start(), paragraph.end());
        let mut open: Option<TokenSpan> = None;
        let mut next = first;
        for trigger in first..end {
            if !triggers[trigger] || trigger < next {
                continue;
            }
            // Companions before and after it, as far as they stand together.
            let mut from = trigger;
            while from > first && from > next && trigger - from < REACH && atoms[from - 1].gate & gate::COMPANION != 0 {
                from -= 1;
            }
            let (mut to, mut last) = (trigger + 1, trigger);
            while to < end && to - last <= REACH && (triggers[to] || atoms[to].gate & gate::COMPANION != 0) {
                if triggers[to] {
                    last = to;
                }
                to += 1;
            }
            match &mut open {
                Some(run) if run.end() == from => *run = run.with_end(to),
                _ => {
                    runs.extend(open.take());
                    open = Some(TokenSpan::new(from, to));
                }
            }
            next = to;
        }
        runs.extend(open);
    }
}

/// Gives the features of the outline of token `index` of `paragraph` to `sink`.
#[inline]
pub fn outline(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl Sink) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m1, x, p1) = (at(-1), at(0), at(1));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    sink.add(0, [0]);
    sink.add(1, [w]);
    sink.add(2, [c]);
    sink.add(3, [u32::from(x.shape)]);
    sink.add(4, [x.ending]);
    sink.add(6, [q]);
    sink.add(7, [m1.q() << 8 | q << 4 | p1.q()]);
    for (k, y) in [(2, m1), (3, p1)] {
        sink.add(8, [k, y.word]);
        sink.add(9, [k, y.c()]);
    }
    sink.add(10, [m1.c(), c]);
    sink.add(11, [c, p1.c()]);
    sink.add(15, [m1.word, w]);
    sink.add(16, [w, p1.word]);
    sink.add(17, [w, q]);
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    sink.add(21, [before, q]);
    sink.add(23, [after, q]);
    sink.add(26, [before << 8 | after, q]);
    sink.add(27, [u32::from(x.state), q]);
    sink.add(28, [u32::from(x.place)]);
    sink.add(40, [t]);
    sink.add(41, [u32::from(x.readings)]);
    sink.add(42, [m1.t(), t]);
    sink.add(43, [t, p1.t()]);
    sink.add(60, [u32::from(x.clusters[0])]);
    sink.add(760, [u32::from(x.clusters[1])]);
    sink.add(120, [x.lemma]);
    let own = &page.segments[x.segment as usize];
    sink.add(91, [u32::from(own.left) << 8 | u32::from(own.right), c]);
}

/// Gives every feature of token `index` of `paragraph` to `sink`.
#[inline]
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl Sink) {
    outline(page, index, paragraph, &mut sink);
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m3, m2, m1, x, p1, p2, p3) = (at(-3), at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    sink.add(5, [x.ending & 0xffff]);
    for (k, y) in [(0, m3), (1, m2), (4, p2), (5, p3)] {
        sink.add(8, [k, y.word]);
        sink.add(9, [k, y.c()]);
    }
    sink.add(12, [m1.c() << 8 | c, p1.c()]);
    sink.add(13, [m2.c(), m1.c()]);
    sink.add(14, [p1.c() << 8 | p2.c(), q]);
    sink.add(18, [m1.word, q]);
    sink.add(19, [m1.c() << 24 | c << 16 | p1.c() << 8 | p2.c()]);
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    sink.add(20, [x.cue_before]);
    sink.add(22, [x.cue_after]);
    sink.add(24, [x.cue_before, before]);
    sink.add(25, [x.cue_after, after]);
    sink.add(29, [before, c << 8 | m1.c()]);
    sink.add(30, [after, c << 8 | p1.c()]);

    sink.add(44, [m1.t() << 16 | t << 8 | p1.t()]);
    sink.add(45, [w, m1.t()]);
    sink.add(46, [w, p1.t()]);
    sink.add(47, [w, m1.t() << 8 | p1.t()]);
    sink.add(48, [m2.t(), m1.t()]);
    sink.add(49, [p1.t(), p2.t()]);
    sink.add(50, [m2.t() << 16 | m1.t() << 8 | t]);
    sink.add(51, [t << 16 | p1.t() << 8 | p2.t()]);
    sink.add(52, [w, p1.t() << 8 | p2.t()]);
    sink.add(53, [w, m2.t() << 8 | m1.t()]);
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        sink.add(54, [k, u32::from(y.readings)]);
    }
    // The next quotation mark near by.
    let ahead = (1..4).find(|&k| at(k).quote == quote::OPENS).map_or(0, |k| k as u32 * 1000 + u32::from(at(k).quoted));
    let behind =
        (1..6).find(|&k| at(-k).quote == quote::CLOSES).map_or(0, |k| k as u32 * 1000 + u32::from(at(-k).quoted));
    sink.add(103, [ahead, c]);
    sink.add(104, [behind, c]);
    sink.add(105, [ahead, w]);
    sink.add(106, [behind, w]);

    // The word with the classes around it, longer stretches.
    sink.add(70, [w, m1.c() << 8 | p1.c()]);
    sink.add(71, [w, p1.c() << 8 | p2.c()]);
    sink.add(72, [w, m2.c() << 8 | m1.c()]);
    sink.add(73, [m3.c() << 24 | m2.c() << 16 | m1.c() << 8 | c]);
    sink.add(74, [c << 24 | p1.c() << 16 | p2.c() << 8 | p3.c()]);
    sink.add(75, [w, p1.word, p2.word]);
    sink.add(76, [m2.word, m1.word, w]);
    sink.add(77, [m1.word, w, p1.word]);
    sink.add(78, [m1.word, p1.word]);
    sink.add(81, [4, at(4).word]);
    sink.add(81, [5, at(-4).word]);
    let content_ahead = content_ahead(page, index, paragraph.end);
    sink.add(82, [w, content_ahead]);
    sink.add(83, [c, content_ahead << 8 | q]);

    // The stretch between marks that it stands in, and those beside it.
    let segment = x.segment as usize;
    let own = &page.segments[segment];
    let (left, right) = (u32::from(own.left), u32::from(own.right));
    sink.add(90, [own.word, c]);
    sink.add(92, [left << 8 | right, w]);
    sink.add(93, [u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]), c]);
    sink.add(94, [u32::from(own.length) << 8 | u32::from(own.verbs), c]);
    sink.add(95, [own.word, w]);
    if let [next, after, ..] = &page.segments[segment + 1..] {
        sink.add(96, [next.word, right, c]);
        sink.add(97, [u32::from(after.classes[0]) << 8 | u32::from(after.classes[1]), c]);
        sink.add(98, [right << 8 | u32::from(after.verbs), w]);
    }
    if let Some(before) = segment.checked_sub(2).map(|before| &page.segments[before]) {
        sink.add(99, [left << 8 | u32::from(before.verbs), w]);
        sink.add(100, [left << 8 | u32::from(before.classes[0]), c << 8 | q]);
    }
    sink.add(101, [u32::from(x.quoted) << 8 | c, w]);
    sink.add(102, [u32::from(x.quoted), c]);

    // Its dictionary form.
    sink.add(121, [x.lemma, p1.word]);
    sink.add(122, [m1.word, x.lemma]);
    sink.add(123, [x.lemma, p1.c() << 8 | p2.c()]);
    sink.add(124, [x.lemma, m2.c() << 8 | m1.c()]);
    sink.add(125, [m1.lemma, c << 8 | p1.c()]);
    sink.add(126, [x.lemma, m1.t() << 8 | p1.t()]);

    // Its cluster, fine and coarse.
    for (template, z) in [(60, 0), (760, 1)] {
        let k = |atom: &Atom| u32::from(atom.clusters[z]);
        for (n, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
            sink.add(template + 1, [n, k(y)]);
        }
        sink.add(template + 2, [k(m1), k(x)]);
        sink.add(template + 3, [k(x), k(p1)]);
        sink.add(template + 4, [k(m1), k(x), k(p1)]);
        sink.add(template + 5, [k(x), m1.c() << 8 | p1.c()]);
        sink.add(template + 6, [k(x), p1.word]);
        sink.add(template + 7, [k(x), m1.word]);
    }
}

/// What the next tokens of the sentence promise: 1 a quotation opens, 2 a comma.
fn content_ahead(page: &Page, index: usize, end: usize) -> u32 {
    let mut seen = 0;
    for atom in &page.atoms[index + 1..(index + 9).min(end)] {
        if atom.quote == quote::OPENS {
            seen |= 1;
        }
        match atom.mark {
            mark::COMMA => seen |= 2,
            mark::PERIOD => break,
            _ => {}
        }
    }
    seen
}
