//! Stage 2: given a cue, which tokens around it are its source and its content. Templates are grouped by what they depend on,
//! so that what is the same for many tokens is looked up once: [`local`] on a token and its side, [`Frame::by_state`] on the
//! cue, side and quotation state, [`Frame::by_distance`] on the cue, side and distance, [`Frame::cross`] on all of it.

use super::hash::{bucket, exp, fold, key};
use super::page::{Atom, Page, mark, quote};
use super::window::{Cue, head};
use super::words::class;
use std::ops::Range;

/// Labels of stage 2.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 5;
    pub const OUTSIDE: u8 = 0;
    pub const BEGIN_SOURCE: u8 = 1;
    pub const IN_SOURCE: u8 = 2;
    pub const BEGIN_CONTENT: u8 = 3;
    pub const IN_CONTENT: u8 = 4;
}

/// Which label may follow which.
pub const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] = [
    [true, true, false, true, false],
    [true, true, true, true, false],
    [true, true, true, true, false],
    [true, true, false, true, true],
    [true, true, false, true, true],
];

/// Below this probability, a cue is no landmark for the other cues around it.
pub const LANDMARK: f32 = 0.4;

/// Which side of the cue a token stands on, times three, plus 1 or 2 where it stands in an earlier or later sentence.
pub const SIDES: usize = 9;
/// One more than the largest quotation state of a token.
pub const STATES: usize = 4;
/// One more than the largest distance step.
pub const STEPS: usize = 11;

const LEFT: u32 = 1;
const RIGHT: u32 = 2;

/// What lies between a token and the cue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Between {
    commas: u8,
    verbs: u8,
    auxiliaries: u8,
    subordinators: u8,
    marks: u8,
    cues: u8,
    depth: i8,
    /// Tokens between, counted to five.
    length: u8,
    /// Distance to the next and the previous other cue in the sentence, 255 for none, and their lemmas.
    next: u8,
    previous: u8,
    /// Their classes and their parts of speech.
    classes: u32,
    tags: u32,
}

impl Between {
    fn pass(&mut self, atom: &Atom, landmark: bool, backwards: bool) {
        self.commas = self.commas.saturating_add(u8::from((mark::COMMA..=mark::DASH).contains(&atom.mark)));
        self.verbs = self.verbs.saturating_add(u8::from(matches!(atom.class, class::SPEECH | class::THOUGHT)));
        self.auxiliaries = self.auxiliaries.saturating_add(u8::from(atom.class == class::AUXILIARY));
        self.subordinators = self.subordinators.saturating_add(u8::from(atom.class == class::SUBORDINATOR));
        self.marks = self.marks.saturating_add(u8::from(atom.quote >= quote::OPENS));
        self.cues = self.cues.saturating_add(u8::from(landmark));
        let step = i8::from(atom.mark == mark::OPEN) - i8::from(atom.mark == mark::CLOSE);
        self.depth = (self.depth + if backwards { -step } else { step }).clamp(-3, 3);
        if self.length < 5 {
            self.classes = fold(self.classes, atom.c());
            self.tags = fold(self.tags, atom.t());
            self.length += 1;
        }
    }
}

/// Fills `between` for every token of `window`.
pub fn walk(page: &Page, cue: Cue, window: &Range<usize>, landmarks: &[bool], between: &mut Vec<Between>) {
    between.clear();
    between.resize(window.len(), Between::default());
    let mut state = Between::default();
    for index in (window.start..cue.start as usize).rev() {
        between[index - window.start] = state;
        state.pass(&page.atoms[index], landmarks[index], true);
    }
    state = Between::default();
    for index in cue.end as usize..window.end {
        between[index - window.start] = state;
        state.pass(&page.atoms[index], landmarks[index], false);
    }
    mark_others(page, cue, window, landmarks, between);
}


/// Distances to other cues.
fn mark_others(page: &Page, cue: Cue, window: &Range<usize>, landmarks: &[bool], between: &mut [Between]) {
    let mut at = None;
    for index in window.clone().rev() {
        if index + 1 < window.end && page.atoms[index].sentence != page.atoms[index + 1].sentence { at = None; }
        if landmarks[index] && index != cue.start as usize { at = Some(index); }
        between[index - window.start].next = at.map_or(255, |at: usize| (at - index).min(254) as u8);
    }
    at = None;
    for index in window.clone() {
        if index > window.start && page.atoms[index].sentence != page.atoms[index - 1].sentence { at = None; }
        between[index - window.start].previous = at.map_or(255, |at: usize| (index - at).min(254) as u8);
        if landmarks[index] && index != cue.start as usize { at = Some(index); }
    }
}

/// A cue, its window, and what depends on both alone.
#[derive(Debug)]
pub struct Frame<'p> {
    page: &'p Page,
    between: &'p [Between],
    /// Where stage 2 looks.
    pub window: Range<usize>,
    cue: Range<usize>,
    sentence: u32,
    segment: u32,
    head: u32,
    shape: u32,
    inside: u32,
    quotes: u32,
    at_end: u32,
    place: u32,
    before: [&'p Atom; 2],
    after: [&'p Atom; 2],
    frames: [usize; 4],
    probability: u32,
}

impl<'p> Frame<'p> {
    /// `between` comes from [`walk`] of the same cue and window.
    #[must_use]
    pub fn new(page: &'p Page, cue: Cue, window: Range<usize>, between: &'p [Between]) -> Self {
        let tokens = cue.tokens();
        let first = &page.atoms[tokens.start];
        let own_end = page.sentence(page.atoms[tokens.end - 1].sentence).end;
        let own_start = page.sentence(first.sentence).start;
        let quoted = |range: Range<usize>| {
            page.atoms.get(range).is_some_and(|atoms| atoms.iter().any(|atom| atom.quote != quote::OUTSIDE))
        };
        let quotes = u32::from(quoted(own_start.max(window.start)..tokens.start)) * 2
            + u32::from(quoted(tokens.end..own_end.min(window.end)));
        let at_end = match own_end - tokens.end {
            0 | 1 => 2,
            2 | 3 => 1,
            _ => 0,
        };
        let at_start = match tokens.start - own_start {
            0 => 2,
            1 | 2 => 1,
            _ => 0,
        };
        let at = |offset: usize, step: isize| page.at(offset as isize + step, &window);
        Self {
            between,
            cue: tokens.clone(),
            sentence: first.sentence,
            segment: first.segment,
            head: head(page, cue).lemma,
            shape: page.atoms[tokens.clone()].iter().take(3).fold(0, |shape, atom| shape << 8 | atom.c() + 1),
            inside: u32::from(first.quote == quote::INSIDE),
            quotes,
            at_end,
            place: quotes * 9 + at_end * 3 + at_start,
            before: [at(tokens.start, -1), at(tokens.start, -2)],
            after: [at(tokens.end, 0), at(tokens.end, 1)],
            frames: [b"that".as_slice(), b"to", b"of", b"as"].map(|w| { let code = super::hash::code(w); (tokens.end..own_end.min(window.end)).find(|&k| page.atoms[k].word == code).unwrap_or(usize::MAX) }),
            probability: ((cue.probability.max(1e-4) / (1.0 - cue.probability).max(1e-4)).ln().round().clamp(-5.0, 6.0) + 5.0) as u32,
            window,
            page,
        }
    }

    /// What is being read.
    #[must_use]
    pub fn page(&self) -> &'p Page {
        self.page
    }

    /// The quotation state of token `index`.
    #[inline]
    #[must_use]
    pub fn quote(&self, index: usize) -> u32 {
        self.page.atoms[index].q()
    }

    /// The side of token `index`, and its distance from the cue in steps.
    #[inline]
    #[must_use]
    pub fn position(&self, index: usize) -> (u32, u32) {
        let (side, distance) = if index < self.cue.start {
            (LEFT, self.cue.start - index)
        } else if index >= self.cue.end {
            (RIGHT, index + 1 - self.cue.end)
        } else {
            (0, 0)
        };
        let relation = match self.page.atoms[index].sentence.cmp(&self.sentence) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        };
        (side * 3 + relation, bucket(distance))
    }

    /// Features of all tokens on one side with one quotation state.
    pub fn by_state(&self, side: u32, q: u32, mut add: impl FnMut(u32)) {
        let head = self.head;
        let ([pv, pv2], [nx, nx2]) = (self.before, self.after);
        add(key(206, [side << 8 | q, self.quotes]));
        add(key(215, [head, side]));
        add(key(217, [head, side << 16 | q << 8 | self.quotes]));
        add(key(218, [side << 16 | q << 8 | self.place]));
        add(key(220, [nx.word, side]));
        add(key(222, [pv.word, side]));
        add(key(226, [head, side << 16 | pv.c() << 8 | nx.c()]));
        add(key(227, [side << 8 | q, pv2.c() << 24 | pv.c() << 16 | nx.c() << 8 | nx2.c()]));
        add(key(238, [side << 16 | q << 8 | self.inside]));
        add(key(239, [self.shape, side << 8 | q]));
        if exp(12) {
            add(key(380, [self.probability << 16 | side << 8 | q]));
        }
    }

    /// Features of all tokens on one side at one distance.
    pub fn by_distance(&self, side: u32, step: u32, mut add: impl FnMut(u32)) {
        let place = side << 8 | step;
        let ([pv, pv2], [nx, nx2]) = (self.before, self.after);
        add(key(200, [0]));
        add(key(201, [place]));
        add(key(216, [self.head, place]));
        add(key(219, [self.place, place]));
        add(key(221, [nx.word, place]));
        add(key(223, [pv.word, place]));
        add(key(224, [nx.c() << 8 | nx2.c(), place]));
        add(key(225, [pv2.c() << 8 | pv.c(), place]));
        if exp(12) { add(key(381, [self.probability, place])); }
        add(key(346, [nx.t(), place]));
        add(key(347, [pv.t(), place]));
    }

    /// Features of one token before this cue.
    #[inline]
    pub fn cross(&self, index: usize, side: u32, step: u32, mut add: impl FnMut(u32)) {
        let page = self.page;
        let at = |offset: isize| page.at(index as isize + offset, &self.window);
        let x = &page.atoms[index];
        let between = &self.between[index - self.window.start];
        let (m1, p1) = (at(-1), at(1));
        let (c, q, t) = (x.c(), x.q(), x.t());
        let nxc = self.after[0].c();
        let few = |count: u8, most: u8| u32::from(count.min(most));
        let commas = few(between.commas, 3);

        add(key(207, [side, m1.q() << 24 | q << 16 | p1.q() << 8 | few(between.marks, 3)]));
        add(key(228, [side << 8 | few(between.commas, 4), c]));
        add(key(229, [side << 8 | commas, step]));
        add(key(230, [side << 16 | few(between.verbs, 3) << 8 | few(between.auxiliaries, 3)]));
        add(key(231, [side << 16 | few(between.cues, 3) << 8 | q]));
        add(key(232, [side << 16 | few(between.cues, 3) << 8 | commas]));
        add(key(233, [side << 8 | few(between.subordinators, 3), q << 8 | nxc]));
        add(key(234, [side << 8 | commas, few(between.marks, 4) << 16 | q << 8 | self.place]));
        if between.length <= 4 {
            add(key(235, [between.classes, side << 8 | c]));
            add(key(236, [between.classes, side << 8 | c, self.head]));
            add(key(350, [between.tags, side << 8 | t]));
        }
        add(key(241, [side << 8 | few(between.commas, 2), c << 16 | m1.c() << 8 | nxc]));
        add(key(345, [t, side << 8 | step]));
        add(key(348, [t << 16 | side << 8 | q, self.head]));

        let own = &page.segments[x.segment as usize];
        let away = if x.sentence == self.sentence {
            (i64::from(x.segment) - i64::from(self.segment)).clamp(-4, 4) as i32 as u32
        } else {
            9
        };
        let start = u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]);
        let (verbs, left, right) = (u32::from(own.verbs), u32::from(own.left), u32::from(own.right));
        add(key(250, [away, start << 8 | verbs]));
        add(key(251, [away, left << 16 | right << 8 | u32::from(own.classes[0])]));
        add(key(252, [away, own.word, left, side]));
        add(key(253, [away, own.word, self.head]));
        add(key(255, [away, right << 16 | self.at_end << 8 | self.place]));
        let depth = between.depth as i32 as u32;
        add(key(256, [side << 8 | u32::from(x.mark), q, depth]));
        add(key(257, [side << 8 | c, commas, depth]));
        if x.mark != mark::NONE {
            if let Some(next) = page.segments.get(x.segment as usize + 1) {
                let start = u32::from(next.classes[0]) << 8 | u32::from(next.classes[1]);
                add(key(260, [side, x.word, next.word, self.head]));
                add(key(262, [side << 8 | commas, x.word, start]));
            }
        } else if index > self.window.start && m1.mark != mark::NONE {
            add(key(268, [side, m1.word, x.word, self.head]));
        }
        if exp(8) { // frames
            let [that, to, of, r#as] = self.frames;
            if side == RIGHT * 3 {
                let r = |p: usize| if p == usize::MAX { 0 } else if index < p { 1 } else if index == p { 2 } else { 3 };
                let (rt, rto, rof, ras) = (r(that), r(to), r(of), r(r#as));
                let fr = rt | rto << 2 | rof << 4 | ras << 6;
                add(key(280, [fr, q]));
                add(key(281, [self.head, rt]));
                add(key(282, [self.head, rto << 2 | rt]));
                add(key(283, [self.head, rof << 2 | rt]));
                add(key(284, [self.head, ras << 2 | rt]));
                add(key(285, [self.head, fr]));
                add(key(286, [nxc << 8 | c, rt << 2 | rto]));
                add(key(287, [self.after[0].word, rt << 16 | rto << 8 | step]));
                add(key(288, [rt << 16 | bucket(that.saturating_sub(self.cue.end).min(60)) << 8 | step]));
                add(key(289, [self.head, nxc << 16 | self.after[1].c() << 8 | step]));
                add(key(290, [self.head, self.after[0].word, step.min(6) << 8 | c]));
                add(key(291, [rt << 8 | commas, c << 8 | m1.c()]));
            }
        }
        if exp(9) { // other cues
            if between.next < 255 {
                let dn = u32::from(between.next);
                let other = &page.atoms[index + dn as usize];
                add(key(300, [side << 8 | dn.min(12), c]));
                add(key(301, [side << 8 | dn.min(12), other.lemma]));
                add(key(302, [side << 8 | dn.min(8), q << 8 | other.q()]));
                add(key(303, [side << 16 | commas << 8 | bucket(dn as usize), c]));
                if dn <= 5 {
                    let path = (index..index + dn as usize).fold(3, |p, k| fold(p, page.atoms[k].c()));
                    add(key(304, [path, side]));
                    add(key(305, [path, side << 8 | m1.c()]));
                    add(key(306, [path, side, self.head]));
                }
            } else {
                add(key(307, [side, c << 8 | q]));
            }
            if between.previous < 255 {
                let dp = u32::from(between.previous);
                let other = &page.atoms[index - dp as usize];
                let (bp, cues) = (bucket(dp as usize), few(between.cues, 2));
                add(key(308, [side << 8 | dp.min(12), c]));
                add(key(309, [side << 8 | bp, other.lemma]));
                add(key(310, [side << 16 | commas << 8 | bp, cues]));
                add(key(311, [side, (x.segment - other.segment).min(5), cues << 8 | c]));
            }
            add(key(312, [side, u32::from(between.next < 255) + 2 * u32::from(between.previous < 255), q]));
        }
        if exp(10) { // quotes
            let qr = (i32::from(x.quotation) - i32::from(page.atoms[self.cue.start].quotation)).clamp(-3, 3) as u32;
            let qat = u32::from(x.quoted);
            add(key(320, [qr, q << 16 | self.inside << 8 | side]));
            add(key(321, [side << 8 | qat, q << 8 | few(between.marks, 4)]));
            add(key(322, [side << 8 | qat, q, self.head]));
            add(key(323, [side << 8 | qat, self.place]));
            add(key(325, [side << 8 | u32::from(page.atoms[self.cue.start].quoted), q]));
            let ds = (x.sentence as i32 - self.sentence as i32).clamp(-3, 3) as u32;
            let other = u32::from(between.next < 255 || between.previous < 255);
            add(key(326, [ds, q << 16 | other << 8 | self.quotes]));
            add(key(327, [ds, q << 24 | self.at_end << 16 | qat]));
            let bounds = page.sentence(x.sentence);
            let ends = page.atoms[bounds.start].q() << 8 | page.atoms[bounds.end - 1].q();
            add(key(328, [ds, q << 24 | self.inside << 16 | ends]));
            add(key(329, [ds, q << 24 | ends, self.head]));
        }
        if exp(12) {
            add(key(382, [self.probability << 16 | side << 8 | c]));
        }
    }

    /// Gives every feature of token `index` to `add`.
    pub fn features(&self, index: usize, mut add: impl FnMut(u32)) {
        let (side, step) = self.position(index);
        local(self.page, index, side, &mut add);
        self.by_state(side, self.page.atoms[index].q(), &mut add);
        self.by_distance(side, step, &mut add);
        self.cross(index, side, step, &mut add);
    }
}

/// Features of a token on one side, whatever the cue.
#[inline]
pub fn local(page: &Page, index: usize, side: u32, mut add: impl FnMut(u32)) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m2, m1, x, p1, p2, p3) = (at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    add(key(202, [w, side]));
    add(key(203, [c, side]));
    add(key(204, [u32::from(x.shape), side]));
    add(key(205, [x.ending, side]));
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
    add(key(340, [t, side]));
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
    if exp(5) { // names
        for (k, y) in [(0, m2), (1, m1), (2, x), (3, p1), (4, p2)] {
            add(key(400, [k, u32::from(y.name), side]));
        }
        add(key(401, [u32::from(m1.name) << 16 | u32::from(x.name) << 8 | u32::from(p1.name), side]));
        add(key(402, [u32::from(x.name), c << 8 | t, side]));
        add(key(403, [u32::from(p1.name), c << 8 | t, side]));
        add(key(404, [u32::from(m1.name), c << 8 | t, side]));
    }
    if exp(6) { // longer contexts
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
    }
    if exp(7) { // clusters
        for z in 0..2 {
            let k = |y: &Atom| u32::from(y.clusters[z]);
            let z = z as u32 * 100;
            add(key(460 + z * 7, [k(x), side]));
            for (n, y) in [(1, m1), (2, p1)] { add(key(461 + z * 7, [n, k(y), side])); }
            add(key(462 + z * 7, [k(m1), k(x), side]));
            add(key(463 + z * 7, [k(x), k(p1), side]));
        }
    }
}
