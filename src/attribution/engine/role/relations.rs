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
        let (has_next, has_previous) = (between.next < NONE, between.previous < NONE);
        if has_next {
            let distance = u32::from(between.next);
            let other = &page.atoms[index + between.next as usize];
            sink.add(T::DistanceToNextCueAndThatCue, [side << 8 | distance.min(12), other.lemma]);
            sink.add(T::DistanceToNextCueAndQuoting, [side << 8 | distance.min(8), q << 8 | other.q()]);
            sink.add(T::DistanceToNextCueAndCommas, [side << 16 | commas << 8 | bucket(distance as usize), c]);
            if distance <= 5 {
                let path = &page.atoms[index..index + distance as usize];
                let path = path.iter().fold(3, |path, atom| fold(path, atom.c()));
                sink.add(T::ClassesUpToNextOtherCue, [path, side]);
                sink.add(T::ClassesUpToNextOtherCueAndOfWordBefore, [path, side << 8 | m1.c()]);
                sink.add(T::ClassesUpToNextOtherCueAndHead, [path, side, self.head]);
            }
        }
        if has_previous {
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
        let page = self.page;
        let x = &page.atoms[index];
        let (q, quoted) = (x.q(), u32::from(x.quoted));
        sink.add(T::OwnQuotationAndHead, [side << 8 | quoted, q, self.head]);
        sink.add(T::OwnQuotationAndPlaceOfCue, [side << 8 | quoted, self.place]);
        let sentences = (x.sentence as i32 - self.sentence as i32).clamp(-3, 3) as u32;
        sink.add(T::SentencesToCueAndOwnQuotation, [sentences, q << 24 | self.at_end << 16 | quoted]);
        let bounds = page.sentence(x.sentence);
        let ends = page.atoms[bounds.start].q() << 8 | page.atoms[bounds.end - 1].q();
        sink.add(T::SentencesToCueAndQuoteMarksAtSentenceEnds, [sentences, q << 24 | self.inside << 16 | ends]);
        sink.add(T::QuoteMarksAtSentenceEndsAndHead, [sentences, q << 24 | ends, self.head]);
    }
}
