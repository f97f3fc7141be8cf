//! Calibration of confidence: claims in ten bands of confidence, and the share of each band that is right (soft triples, see
//! [`super::attribution`]). The same of speakers.

use super::attribution::{TripleMeasure, align, is_right};
use super::scored_text::{ScoredAttribution, ScoredText};
use super::{counts::ratio, predicted::Predicted};
use crate::gold::Attribution;

/// Number of confidence bands.
pub const BANDS: usize = 10;

/// Claims of similar confidence.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Band {
    /// Number of claims.
    pub claims: usize,
    /// Claims that are right.
    pub right: usize,
    /// Sum of their confidence.
    pub confidence: f64,
}

impl Band {
    /// Mean confidence, 0 to 1; `None` if the band is empty.
    pub fn mean(self) -> Option<f64> {
        (self.claims > 0).then(|| self.confidence / self.claims as f64)
    }

    /// Share that is right, 0 to 1; `None` if the band is empty.
    pub fn share(self) -> Option<f64> {
        ratio(self.right, self.claims)
    }
}

/// The bands of one or more documents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reliability {
    /// Band `k` has confidences from `k` tenths up; the last one includes 1.
    pub bands: [Band; BANDS],
    /// Claims without a confidence between 0 and 1.
    pub without: usize,
}

impl Reliability {
    /// Adds the claims of a document.
    pub fn add(&mut self, text: &str, claims: &[Predicted], gold: &[Attribution]) {
        let page = ScoredText::new(text);
        let predicted: Vec<ScoredAttribution> = claims.iter().map(|claim| page.read(&claim.spans)).collect();
        let gold: Vec<ScoredAttribution> = gold.iter().map(|one| page.read(one)).collect();
        let mut right = vec![false; claims.len()];
        for (p, g) in align(&predicted, &gold) {
            right[p] = is_right(TripleMeasure::Soft, &predicted[p], &gold[g]);
        }
        for (claim, right) in claims.iter().zip(right) {
            self.count(claim.confidence, right);
        }
    }

    /// Adds a claim, or its speaker, of which the engine is this sure.
    pub fn count(&mut self, confidence: Option<f32>, right: bool) {
        match confidence.filter(|confidence| (0.0..=1.0).contains(confidence)) {
            Some(confidence) => {
                let band = &mut self.bands[((confidence * BANDS as f32) as usize).min(BANDS - 1)];
                band.claims += 1;
                band.right += usize::from(right);
                band.confidence += f64::from(confidence);
            }
            None => self.without += 1,
        }
    }

    /// Expected calibration error, 0 to 1: the difference between mean confidence and share right, averaged over bands
    /// weighted by their claims; `None` without claims.
    pub fn expected_error(&self) -> Option<f64> {
        let claims: usize = self.bands.iter().map(|band| band.claims).sum();
        let apart: f64 = self.bands.iter().map(|band| (band.confidence - band.right as f64).abs()).sum();
        (claims > 0).then(|| apart / claims as f64)
    }
}
