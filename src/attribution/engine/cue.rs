//! Stage 1: where the cues are. Looks only at triggers, words that are often cues, and at the companions beside them; each
//! unbroken run of such tokens is one sequence with the labels of [`label`].

use super::hash::key;
use super::page::{Atom, Page, mark, quote};
use super::words::gate;
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
pub fn runs(page: &Page, triggers: &[bool], runs: &mut Vec<Range<u32>>) {
    runs.clear();
    let atoms = &page.atoms;
    for paragraph in &page.paragraphs {
        let (first, end) = (paragraph.start as usize, paragraph.end as usize);
        let mut open: Option<Range<u32>> = None;
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
                Some(run) if run.end as usize == from => run.end = to as u32,
                _ => {
                    runs.extend(open.take());
                    open = Some(from as u32..to as u32);
                }
            }
            next = to;
        }
        runs.extend(open);
    }
}

/// Gives every feature of token `index` of `paragraph` to `add`.
#[inline]
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut add: impl FnMut(u32)) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m3, m2, m1, x, p1, p2, p3) = (at(-3), at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    add(key(0, [0]));
    add(key(1, [w]));
    add(key(2, [c]));
    add(key(3, [u32::from(x.shape)]));
    add(key(4, [x.ending]));
    add(key(5, [x.ending & 0xffff]));
    add(key(6, [q]));
    add(key(7, [m1.q() << 8 | q << 4 | p1.q()]));
    for (k, y) in [(0, m3), (1, m2), (2, m1), (3, p1), (4, p2), (5, p3)] {
        add(key(8, [k, y.word]));
        add(key(9, [k, y.c()]));
    }
    add(key(10, [m1.c(), c]));
    add(key(11, [c, p1.c()]));
    add(key(12, [m1.c() << 8 | c, p1.c()]));
    add(key(13, [m2.c(), m1.c()]));
    add(key(14, [p1.c() << 8 | p2.c(), q]));
    add(key(15, [m1.word, w]));
    add(key(16, [w, p1.word]));
    add(key(17, [w, q]));
    add(key(18, [m1.word, q]));
    add(key(19, [m1.c() << 24 | c << 16 | p1.c() << 8 | p2.c()]));
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    add(key(20, [x.cue_before]));
    add(key(21, [before, q]));
    add(key(22, [x.cue_after]));
    add(key(23, [after, q]));
    add(key(24, [x.cue_before, before]));
    add(key(25, [x.cue_after, after]));
    add(key(26, [before << 8 | after, q]));
    add(key(27, [u32::from(x.state), q]));
    add(key(28, [u32::from(x.place)]));
    add(key(29, [before, c << 8 | m1.c()]));
    add(key(30, [after, c << 8 | p1.c()]));

    add(key(40, [t]));
    add(key(41, [u32::from(x.readings)]));
    add(key(42, [m1.t(), t]));
    add(key(43, [t, p1.t()]));
    add(key(44, [m1.t() << 16 | t << 8 | p1.t()]));
    add(key(45, [w, m1.t()]));
    add(key(46, [w, p1.t()]));
    add(key(47, [w, m1.t() << 8 | p1.t()]));
    add(key(48, [m2.t(), m1.t()]));
    add(key(49, [p1.t(), p2.t()]));
    add(key(50, [m2.t() << 16 | m1.t() << 8 | t]));
    add(key(51, [t << 16 | p1.t() << 8 | p2.t()]));
    add(key(52, [w, p1.t() << 8 | p2.t()]));
    add(key(53, [w, m2.t() << 8 | m1.t()]));
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        add(key(54, [k, u32::from(y.readings)]));
    }
    // The next quotation mark near by.
    let ahead = (1..4).find(|&k| at(k).quote == quote::OPENS).map_or(0, |k| k as u32 * 1000 + u32::from(at(k).quoted));
    let behind =
        (1..6).find(|&k| at(-k).quote == quote::CLOSES).map_or(0, |k| k as u32 * 1000 + u32::from(at(-k).quoted));
    add(key(103, [ahead, c]));
    add(key(104, [behind, c]));
    add(key(105, [ahead, w]));
    add(key(106, [behind, w]));

    // The word with the classes around it, longer stretches.
    add(key(70, [w, m1.c() << 8 | p1.c()]));
    add(key(71, [w, p1.c() << 8 | p2.c()]));
    add(key(72, [w, m2.c() << 8 | m1.c()]));
    add(key(73, [m3.c() << 24 | m2.c() << 16 | m1.c() << 8 | c]));
    add(key(74, [c << 24 | p1.c() << 16 | p2.c() << 8 | p3.c()]));
    add(key(75, [w, p1.word, p2.word]));
    add(key(76, [m2.word, m1.word, w]));
    add(key(77, [m1.word, w, p1.word]));
    add(key(78, [m1.word, p1.word]));
    add(key(81, [4, at(4).word]));
    add(key(81, [5, at(-4).word]));
    let content_ahead = content_ahead(page, index, paragraph.end);
    add(key(82, [w, content_ahead]));
    add(key(83, [c, content_ahead << 8 | q]));

    // The stretch between marks that it stands in, and those beside it.
    let segment = x.segment as usize;
    let own = &page.segments[segment];
    let (left, right) = (u32::from(own.left), u32::from(own.right));
    add(key(90, [own.word, c]));
    add(key(91, [left << 8 | right, c]));
    add(key(92, [left << 8 | right, w]));
    add(key(93, [u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]), c]));
    add(key(94, [u32::from(own.length) << 8 | u32::from(own.verbs), c]));
    add(key(95, [own.word, w]));
    if let [next, after, ..] = &page.segments[segment + 1..] {
        add(key(96, [next.word, right, c]));
        add(key(97, [u32::from(after.classes[0]) << 8 | u32::from(after.classes[1]), c]));
        add(key(98, [right << 8 | u32::from(after.verbs), w]));
    }
    if let Some(before) = segment.checked_sub(2).map(|before| &page.segments[before]) {
        add(key(99, [left << 8 | u32::from(before.verbs), w]));
        add(key(100, [left << 8 | u32::from(before.classes[0]), c << 8 | q]));
    }
    add(key(101, [u32::from(x.quoted) << 8 | c, w]));
    add(key(102, [u32::from(x.quoted), c]));

    // Its dictionary form.
    add(key(120, [x.lemma]));
    add(key(121, [x.lemma, p1.word]));
    add(key(122, [m1.word, x.lemma]));
    add(key(123, [x.lemma, p1.c() << 8 | p2.c()]));
    add(key(124, [x.lemma, m2.c() << 8 | m1.c()]));
    add(key(125, [m1.lemma, c << 8 | p1.c()]));
    add(key(126, [x.lemma, m1.t() << 8 | p1.t()]));

    // Its cluster, fine and coarse.
    for (template, z) in [(60, 0), (760, 1)] {
        let k = |atom: &Atom| u32::from(atom.clusters[z]);
        add(key(template, [k(x)]));
        for (n, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
            add(key(template + 1, [n, k(y)]));
        }
        add(key(template + 2, [k(m1), k(x)]));
        add(key(template + 3, [k(x), k(p1)]));
        add(key(template + 4, [k(m1), k(x), k(p1)]));
        add(key(template + 5, [k(x), m1.c() << 8 | p1.c()]));
        add(key(template + 6, [k(x), p1.word]));
        add(key(template + 7, [k(x), m1.word]));
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
