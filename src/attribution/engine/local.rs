//! Features of stage 2 that depend on a token and its side of the cue, not on the cue: computed once per token and side.

use super::page::{Atom, Page, mark};
use crate::crf::sink::Sink;

/// Gives the features of the outline.
#[inline]
pub fn outline(page: &Page, index: usize, side: u32, mut sink: impl Sink) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m1, x, p1) = (at(-1), at(0), at(1));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    sink.add(202, [w, side]);
    sink.add(203, [c, side]);
    sink.add(205, [x.ending, side]);
    sink.add(340, [t, side]);
    sink.add(460, [u32::from(x.clusters[0]), side]);
    sink.add(1160, [u32::from(x.clusters[1]), side]);
    sink.add(204, [u32::from(x.shape), side]);
    for (k, y) in [(1, m1), (2, p1)] {
        sink.add(208, [y.word, side << 8 | k]);
        sink.add(209, [y.c(), side << 8 | k]);
        sink.add(341, [y.t(), side << 8 | k]);
    }
    sink.add(210, [m1.c() << 8 | c, side]);
    sink.add(211, [c << 8 | p1.c(), side]);
    let sentence = &page.sentences[x.sentence as usize];
    let from_start = (index - sentence.start()).min(2) as u32;
    let to_end = (sentence.end() - 1 - index).min(2) as u32;
    sink.add(237, [from_start << 8 | to_end, side << 8 | q]);
    sink.add(240, [u32::from(x.before) << 8 | u32::from(x.after), side]);
    sink.add(342, [m1.t() << 8 | t, side]);
    sink.add(343, [t << 8 | p1.t(), side]);
    let own = &page.segments[x.segment as usize];
    let marks = u32::from(own.left) << 24 | u32::from(own.right) << 16;
    sink.add(254, [marks | u32::from(own.length) << 8 | u32::from(own.verbs), side]);
}

/// Gives the features beyond the outline.
#[inline]
pub fn closer(page: &Page, index: usize, side: u32, mut sink: impl Sink) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m2, m1, x, p1, p2, p3) = (at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, t) = (x.word, x.c(), x.t());
    let own = &page.segments[x.segment as usize];

    for (k, y) in [(0, m2), (3, p2)] {
        sink.add(208, [y.word, side << 8 | k]);
        sink.add(209, [y.c(), side << 8 | k]);
        sink.add(341, [y.t(), side << 8 | k]);
    }
    sink.add(212, [m1.c() << 16 | c << 8 | p1.c(), side]);
    sink.add(213, [m1.word, w, side]);
    sink.add(214, [w, p1.word, side]);
    sink.add(344, [m1.t() << 16 | t << 8 | p1.t(), side]);
    sink.add(349, [u32::from(x.readings), side]);
    if x.mark != mark::NONE {
        if let Some(next) = page.segments.get(x.segment as usize + 1) {
            let start = u32::from(next.classes[0]) << 8 | u32::from(next.classes[1]);
            let (verbs, right) = (u32::from(next.verbs), u32::from(next.right));
            sink.add(258, [side, w, start, verbs]);
            sink.add(259, [side, w, next.word, right]);
            sink.add(261, [side, w, verbs << 16 | right << 8 | u32::from(next.length)]);
        }
        sink.add(263, [side, w, p1.c() << 16 | p2.c() << 8 | p3.c()]);
        sink.add(264, [side, w, p1.t() << 16 | p2.t() << 8 | p3.t()]);
    } else if m1.mark != mark::NONE {
        let start = u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]);
        sink.add(265, [side, m1.word, start, u32::from(own.verbs)]);
        sink.add(266, [side, m1.word, w, u32::from(own.right) << 8 | u32::from(own.length)]);
        sink.add(267, [side, m1.word, c << 16 | p1.c() << 8 | p2.c()]);
    }

    // Longer contexts.
    let (m3, p4) = (at(-3), at(4));
    sink.add(410, [m3.word, side]);
    sink.add(411, [p3.word, side]);
    sink.add(412, [side, p1.t() << 24 | p2.t() << 16 | p3.t() << 8 | p4.t(), w]);
    sink.add(413, [side, p1.word, p2.word]);
    sink.add(414, [side, m1.word, m2.word]);
    sink.add(415, [side, t << 24 | p1.t() << 16 | p2.t() << 8 | p3.t()]);
    sink.add(416, [side, m2.t() << 16 | m1.t() << 8 | t]);
    sink.add(417, [side, w, p1.t() << 8 | p2.t()]);
    sink.add(418, [side, w, m1.t() << 8 | m2.t()]);
    sink.add(419, [side, t, p1.word]);
    sink.add(420, [side, m1.word, t]);

    // Clusters, fine and coarse.
    for (template, z) in [(460, 0), (1160, 1)] {
        let k = |atom: &Atom| u32::from(atom.clusters[z]);
        for (n, y) in [(1, m1), (2, p1)] {
            sink.add(template + 1, [n, k(y), side]);
        }
        sink.add(template + 2, [k(m1), k(x), side]);
        sink.add(template + 3, [k(x), k(p1), side]);
    }
}
