//! Features of stage 2 that depend on a token and its side of the cue, not on the cue: computed once per token and side.
//! Called through [`super::role`].

use super::hash::key;
use super::page::{Atom, Page, mark};

/// Gives every such feature of token `index` to `add`.
#[inline]
pub fn features(page: &Page, index: usize, side: u32, mut add: impl FnMut(u32)) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m2, m1, x, p1, p2, p3) = (at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    add(key(202, [w, side]));
    add(key(203, [c, side]));
    add(key(205, [x.ending, side]));
    add(key(340, [t, side]));
    add(key(460, [u32::from(x.clusters[0]), side]));
    add(key(1160, [u32::from(x.clusters[1]), side]));
    add(key(204, [u32::from(x.shape), side]));
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        add(key(208, [y.word, side << 8 | k]));
        add(key(209, [y.c(), side << 8 | k]));
        add(key(341, [y.t(), side << 8 | k]));
    }
    add(key(210, [m1.c() << 8 | c, side]));
    add(key(211, [c << 8 | p1.c(), side]));
    add(key(212, [m1.c() << 16 | c << 8 | p1.c(), side]));
    add(key(213, [m1.word, w, side]));
    add(key(214, [w, p1.word, side]));
    let sentence = &page.sentences[x.sentence as usize];
    let from_start = (index as u32 - sentence.start).min(2);
    let to_end = (sentence.end - 1 - index as u32).min(2);
    add(key(237, [from_start << 8 | to_end, side << 8 | q]));
    add(key(240, [u32::from(x.before) << 8 | u32::from(x.after), side]));
    add(key(342, [m1.t() << 8 | t, side]));
    add(key(343, [t << 8 | p1.t(), side]));
    add(key(344, [m1.t() << 16 | t << 8 | p1.t(), side]));
    add(key(349, [u32::from(x.readings), side]));

    let own = &page.segments[x.segment as usize];
    let marks = u32::from(own.left) << 24 | u32::from(own.right) << 16;
    add(key(254, [marks | u32::from(own.length) << 8 | u32::from(own.verbs), side]));
    if x.mark != mark::NONE {
        if let Some(next) = page.segments.get(x.segment as usize + 1) {
            let start = u32::from(next.classes[0]) << 8 | u32::from(next.classes[1]);
            let (verbs, right) = (u32::from(next.verbs), u32::from(next.right));
            add(key(258, [side, w, start, verbs]));
            add(key(259, [side, w, next.word, right]));
            add(key(261, [side, w, verbs << 16 | right << 8 | u32::from(next.length)]));
        }
        add(key(263, [side, w, p1.c() << 16 | p2.c() << 8 | p3.c()]));
        add(key(264, [side, w, p1.t() << 16 | p2.t() << 8 | p3.t()]));
    } else if m1.mark != mark::NONE {
        let start = u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]);
        add(key(265, [side, m1.word, start, u32::from(own.verbs)]));
        add(key(266, [side, m1.word, w, u32::from(own.right) << 8 | u32::from(own.length)]));
        add(key(267, [side, m1.word, c << 16 | p1.c() << 8 | p2.c()]));
    }

    // Longer contexts.
    let (m3, p4) = (at(-3), at(4));
    add(key(410, [m3.word, side]));
    add(key(411, [p3.word, side]));
    add(key(412, [side, p1.t() << 24 | p2.t() << 16 | p3.t() << 8 | p4.t(), w]));
    add(key(413, [side, p1.word, p2.word]));
    add(key(414, [side, m1.word, m2.word]));
    add(key(415, [side, t << 24 | p1.t() << 16 | p2.t() << 8 | p3.t()]));
    add(key(416, [side, m2.t() << 16 | m1.t() << 8 | t]));
    add(key(417, [side, w, p1.t() << 8 | p2.t()]));
    add(key(418, [side, w, m1.t() << 8 | m2.t()]));
    add(key(419, [side, t, p1.word]));
    add(key(420, [side, m1.word, t]));

    // Clusters, fine and coarse.
    for (template, z) in [(460, 0), (1160, 1)] {
        let k = |atom: &Atom| u32::from(atom.clusters[z]);
        for (n, y) in [(1, m1), (2, p1)] {
            add(key(template + 1, [n, k(y), side]));
        }
        add(key(template + 2, [k(m1), k(x), side]));
        add(key(template + 3, [k(x), k(p1), side]));
    }
}
