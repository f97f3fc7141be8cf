//! The share of right speakers by how they were found. Data: `gazetteers/lexicons/speaker-confidence.tsv`.

use super::tsv::{column_enum, each, embedded};
use crate::error::Result;
use rustc_hash::FxHashMap;

column_enum! {
    /// How a speaker is known.
    SpeakerKnown {
        Listed = "listed",
        Local = "local",
        Short = "short",
        Joint = "joint",
        Unsure = "unsure",
        None = "none",
    }
}

/// Confidences by form of the source, type of the speaker and how it is known.
#[derive(Debug, Default)]
pub struct SpeakerConfidence {
    rows: FxHashMap<(&'static str, &'static str, u32), f32>,
}

impl SpeakerConfidence {
    /// The table that is built into the program.
    ///
    /// # Errors
    /// A broken row, which is a defect of the build.
    pub fn embedded() -> Result<Self> {
        let mut rows = FxHashMap::default();
        each(embedded!("speaker-confidence.tsv"), ["found", "confidence"], |[found, confidence]| {
            let confidence = confidence.parse().ok().filter(|share| (0.0..=1.0).contains(share))?;
            let mut found = found.split('/');
            let (form, kind, known) = (found.next()?, found.next()?, SpeakerKnown::parse(found.next()?)?);
            rows.insert((form, kind, known as u32), confidence);
            Some(())
        })?;
        Ok(Self { rows })
    }

    /// The confidence, 0 to 1; 0.5 where nothing was measured.
    #[must_use]
    pub fn get(&self, form: &'static str, kind: &'static str, known: SpeakerKnown) -> f32 {
        self.rows.get(&(form, kind, known as u32)).copied().unwrap_or(0.5)
    }
}
