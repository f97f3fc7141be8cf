//! Stage 2: given a cue, which tokens around it are its source and its content. Templates are grouped by what they depend on,
//! so that what is the same for many tokens is looked up once: [`local`] on a token and its side, [`Frame::by_state`] on the
//! cue, side and quotation state, [`Frame::by_distance`] on the cue, side and distance, [`Frame::cross`] on all of it.

use super::hash::{bucket, fold, key};
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
            window,
            page,
        }
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
    }

    /// Features of all tokens on one side at one distance.
    pub fn by_distance(&self, side: u32, step: u32, mut add: impl FnMut(u32)) {
        let place = side << 8 | step;
        let ([pv, pv2], [nx, nx2]) = (self.before, self.after);
        add(key(201, [place]));
        add(key(216, [self.head, place]));
        add(key(219, [self.place, place]));
        add(key(221, [nx.word, place]));
        add(key(223, [pv.word, place]));
        add(key(224, [nx.c() << 8 | nx2.c(), place]));
        add(key(225, [pv2.c() << 8 | pv.c(), place]));
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
    }

    /// Gives every feature of token `index` to `add`.
    pub fn features(&self, index: usize, mut add: impl FnMut(u32)) {
        let (side, step) = self.position(index);
        add(key(200, [0]));
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
}
