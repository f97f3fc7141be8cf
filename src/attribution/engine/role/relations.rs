//! What a closer look sees of a token beside other cues and beside quotations.

use super::super::between::NONE;
use super::super::template::RoleTemplate as T;
use super::Frame;
use crate::crf::hash::{bucket, fold};
use crate::crf::sink::FeatureSink;

impl Frame<'_> {
    /// How the token relates to the other cues of its sentence.
    pub(super) fn others(&self, index: usize, side: u32, commas: u32, sink: &mut impl FeatureSink) {
        let page = self.page;
        let x = &page.atoms[index];
        let between = &self.between[index - self.window.start];
        let (c, q) = (x.c(), x.q());
        let m1 = page.at(index as isize - 1, &self.window);
        if between.next < NONE {
            let distance = u32::from(between.next);
            let other = &page.atoms[index + between.next as usize];
            sink.add(T::DistanceToNextCueAndQuoting, [side << 8 | distance.min(8), q << 8 | other.q()]);
            sink.add(T::DistanceToNextCueAndThatCue, [side << 8 | distance.min(12), other.lemma]);
            sink.add(T::DistanceToNextCueAndCommas, [side << 16 | commas << 8 | bucket(distance as usize), c]);
            if distance <= 5 {
                let path = &page.atoms[index..index + distance as usize];
                let path = path.iter().fold(3, |path, atom| fold(path, atom.c()));
                sink.add(T::ClassesUpToNextOtherCue, [path, side]);
                sink.add(T::ClassesUpToNextOtherCueAndHead, [path, side, self.head]);
                sink.add(T::ClassesUpToNextOtherCueAndOfWordBefore, [path, side << 8 | m1.c()]);
            }
        }
        if between.previous < NONE {
            let distance = u32::from(between.previous);
            let other = &page.atoms[index - between.previous as usize];
            let (step, cues) = (bucket(distance as usize), u32::from(between.cues.min(2)));
            sink.add(T::DistanceToPreviousCueAndThatCue, [side << 8 | step, other.lemma]);
            sink.add(T::DistanceToPreviousCueAndCommas, [side << 16 | commas << 8 | step, cues]);
            sink.add(T::MarksToPreviousCue, [side, (x.segment - other.segment).min(5), cues << 8 | c]);
        }
    }

    /// How the token's quotation relates to the cue's.
    pub(super) fn quotations(&self, index: usize, side: u32, sink: &mut impl FeatureSink) {
        let x = &self.page.atoms[index];
        let quoted = u32::from(x.quoted);
        sink.add(T::OwnQuotationAndHead, [side << 8 | quoted, x.q(), self.head]);
        sink.add(T::OwnQuotationAndPlaceOfCue, [side << 8 | quoted, self.place]);
    }
}
