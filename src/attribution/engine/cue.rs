//! Stage 1: where the cues are. Looks only at triggers, words that are often cues, and at the companions beside them; each
//! unbroken run of such tokens is one sequence with the labels of [`label`].

use super::hash::{exp, key};
use super::page::{Page, quote};
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
pub fn runs(page: &Page, runs: &mut Vec<Range<u32>>) {
    runs.clear();
    let atoms = &page.atoms;
    for paragraph in &page.paragraphs {
        let (first, end) = (paragraph.start as usize, paragraph.end as usize);
        let mut open: Option<Range<u32>> = None;
        let mut next = first;
        for trigger in first..end {
            if atoms[trigger].gate & gate::TRIGGER == 0 || trigger < next {
                continue;
            }
            // Companions before and after it, as far as they stand together.
            let mut from = trigger;
            while from > first && from > next && trigger - from < REACH && atoms[from - 1].gate & gate::COMPANION != 0 {
                from -= 1;
            }
            let (mut to, mut last) = (trigger + 1, trigger);
            while to < end && to - last <= REACH && atoms[to].gate & (gate::COMPANION | gate::TRIGGER) != 0 {
                if atoms[to].gate & gate::TRIGGER != 0 {
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
    if exp(0) { // names
        for (k, y) in [(0, m2), (1, m1), (2, x), (3, p1), (4, p2)] {
            add(key(110, [k, u32::from(y.name)]));
            add(key(111, [k, u32::from(y.name), c, t]));
        }
        add(key(112, [u32::from(m1.name) << 8 | u32::from(p1.name), w]));
    }
    if exp(1) { // word conjunctions
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
        let mut seen = 0;
        for k in 1..9 {
            let y = at(k);
            if y.class == super::words::class::EDGE { break; }
            if y.quote == quote::OPENS { seen |= 1; }
            if y.mark == 1 { seen |= 2; }
            if y.mark == 7 { break; }
        }
        add(key(82, [w, seen]));
        add(key(83, [c, seen << 8 | q]));
    }
    if exp(2) { // segments
        let s = x.segment as usize;
        let own = &page.segments[s];
        let lr = u32::from(own.left) << 8 | u32::from(own.right);
        add(key(90, [own.word, c]));
        add(key(91, [lr, c]));
        add(key(92, [lr, w]));
        add(key(93, [u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]), c]));
        add(key(94, [u32::from(own.length) << 8 | u32::from(own.verbs), c]));
        add(key(95, [own.word, w]));
        if let (Some(next), Some(after)) = (page.segments.get(s + 1), page.segments.get(s + 2)) {
            add(key(96, [next.word, u32::from(own.right), c]));
            add(key(97, [u32::from(after.classes[0]) << 8 | u32::from(after.classes[1]), c]));
            add(key(98, [u32::from(own.right) << 8 | u32::from(after.verbs), w]));
        }
        if s > 1 {
            let before = &page.segments[s - 2];
            add(key(99, [u32::from(own.left) << 8 | u32::from(before.verbs), w]));
            add(key(100, [u32::from(own.left) << 8 | u32::from(before.classes[0]), c << 8 | q]));
        }
        add(key(101, [u32::from(x.quoted) << 8 | c, w]));
        add(key(102, [u32::from(x.quoted), c]));
    }
    if exp(3) { // lemma
        add(key(120, [x.lemma]));
        add(key(121, [x.lemma, p1.word]));
        add(key(122, [m1.word, x.lemma]));
        add(key(123, [x.lemma, p1.c() << 8 | p2.c()]));
        add(key(124, [x.lemma, m2.c() << 8 | m1.c()]));
        add(key(125, [m1.lemma, c << 8 | p1.c()]));
        add(key(126, [x.lemma, m1.t() << 8 | p1.t()]));
    }
    if exp(4) { // clusters
        for z in 0..2 {
            let k = |y: &super::page::Atom| u32::from(y.clusters[z]);
            let z = z as u32 * 100;
            add(key(60 + z * 7, [k(x)]));
            for (n, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] { add(key(61 + z * 7, [n, k(y)])); }
            add(key(62 + z * 7, [k(m1), k(x)]));
            add(key(63 + z * 7, [k(x), k(p1)]));
            add(key(64 + z * 7, [k(m1), k(x), k(p1)]));
            add(key(65 + z * 7, [k(x), m1.c() << 8 | p1.c()]));
            add(key(66 + z * 7, [k(x), p1.word]));
            add(key(67 + z * 7, [k(x), m1.word]));
        }
    }
}
