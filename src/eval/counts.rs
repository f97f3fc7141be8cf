//! Precision, recall and F1 from counts.

use std::ops::AddAssign;

/// How much was predicted, how much is in gold, and how much of each was matched. The two matches differ when a pair counts
/// in two segments: a direct prediction may match mixed gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Predictions that match gold.
    pub right: usize,
    /// Predictions.
    pub predicted: usize,
    /// Gold items that a prediction matches.
    pub found: usize,
    /// Gold items.
    pub gold: usize,
}

impl Counts {
    /// Share of predictions that are right, 0 to 1; `None` if nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.predicted)
    }

    /// Share of gold that was found, 0 to 1; `None` if there is no gold.
    pub fn recall(self) -> Option<f64> {
        ratio(self.found, self.gold)
    }

    /// Harmonic mean of both, 0 to 1. It is 0 if only one of them is defined, because everything was missed or everything is
    /// wrong, and `None` if neither is.
    pub fn f1(self) -> Option<f64> {
        match (self.precision(), self.recall()) {
            (Some(p), Some(r)) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
            (None, None) => None,
            _ => Some(0.0),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.found += other.found;
        self.gold += other.gold;
    }
}

/// `part / whole`, or `None` if `whole` is 0.
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undefined_is_not_zero() {
        let nothing = Counts::default();
        assert_eq!((nothing.precision(), nothing.recall(), nothing.f1()), (None, None, None));
        let silent = Counts { gold: 3, ..nothing };
        assert_eq!((silent.precision(), silent.recall(), silent.f1()), (None, Some(0.0), Some(0.0)));
        let noise = Counts { predicted: 3, ..nothing };
        assert_eq!((noise.precision(), noise.recall(), noise.f1()), (Some(0.0), None, Some(0.0)));
    }

    #[test]
    fn harmonic_mean() {
        let counts = Counts { right: 1, predicted: 2, found: 1, gold: 4 };
        assert!((counts.f1().expect("defined") - 1.0 / 3.0).abs() < 1e-12);
    }
}
