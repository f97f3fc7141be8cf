//! Rates with intervals, agreement between annotators, and span F1.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The 97.5 % quantile of the normal distribution, for intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How many of some cases are right.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Right cases.
    pub right: u64,
    /// All cases.
    pub of: u64,
}

impl Rate {
    /// Counts a case.
    pub fn add(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }

    /// The share of right cases, 0 to 1; `None` without cases.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.right as f64 / self.of as f64)
    }

    /// The 95 % confidence interval of the share: Wilson's score interval (1927).
    pub fn interval(self) -> Option<(f64, f64)> {
        let (share, n) = (self.value()?, self.of as f64);
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Some((((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)))
    }

    /// How much the share grew from `before`, with its 95 % interval: Newcombe's hybrid score interval (1998, method 10).
    pub fn growth(self, before: Self) -> Option<(f64, f64, f64)> {
        let (now, then) = (self.value()?, before.value()?);
        let ((low, high), (low_then, high_then)) = (self.interval()?, before.interval()?);
        let far = |one: f64, other: f64| one.hypot(other);
        let growth = now - then;
        Some((growth, growth - far(now - low, high_then - then), growth + far(high - now, then - low_then)))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct RateFields {
            right: u64,
            of: u64,
            value: Option<f64>,
            low: Option<f64>,
            high: Option<f64>,
        }
        let (low, high) = self.interval().unzip();
        RateFields { right: self.right, of: self.of, value: self.value(), low, high }.serialize(serializer)
    }
}

/// The observed agreement of pairs of judgments and Cohen's kappa (1960), which is `None` without pairs or if chance alone
/// would always agree.
pub fn kappa<T: Ord>(pairs: &[(T, T)]) -> (Rate, Option<f64>) {
    let mut agree = Rate::default();
    let (mut ones, mut others): (BTreeMap<&T, f64>, BTreeMap<&T, f64>) = (BTreeMap::new(), BTreeMap::new());
    for (one, other) in pairs {
        agree.add(one == other);
        *ones.entry(one).or_default() += 1.0;
        *others.entry(other).or_default() += 1.0;
    }
    let n = pairs.len() as f64;
    let chance: f64 = ones.iter().filter_map(|(judgment, count)| Some(count * others.get(judgment)? / (n * n))).sum();
    let kappa = agree.value().filter(|_| chance < 1.0 - 1e-12).map(|observed| (observed - chance) / (1.0 - chance));
    (agree, kappa)
}

/// How much two lists of spans have in common, in units of text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Units in both.
    pub common: u64,
    /// Units in the first plus units in the second.
    pub sum: u64,
}

impl Overlap {
    /// Adds two lists of half-open spans, each in order and without overlaps. A span that ends before it starts is empty.
    pub fn add(&mut self, one: &[(u32, u32)], other: &[(u32, u32)]) {
        let length =
            |spans: &[(u32, u32)]| spans.iter().map(|(start, end)| u64::from(end.saturating_sub(*start))).sum::<u64>();
        self.sum += length(one) + length(other);
        for (start, end) in one {
            for (from, to) in other {
                self.common += u64::from(end.min(to).saturating_sub(*start.max(from)));
            }
        }
    }

    /// Twice the common units over the sum; `None` without units.
    pub fn f1(self) -> Option<f64> {
        (self.sum > 0).then(|| 2.0 * self.common as f64 / self.sum as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 5e-5
    }

    #[test]
    fn wilson() {
        // As in Newcombe (1998), table I, method 3.
        for (right, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let (a, b) = Rate { right, of }.interval().unwrap();
            assert!(close(a, low) && close(b, high), "{right}/{of}: {a} {b}");
        }
        assert_eq!(Rate::default().interval(), None);
        assert_eq!(Rate::default().value(), None);
        assert!(close(Rate { right: 5, of: 5 }.interval().unwrap().1, 1.0));
    }

    #[test]
    fn newcombe() {
        // Newcombe (1998), table II: 56/70 against 48/80 is 0.2 from 0.0524 to 0.3339.
        let (growth, low, high) = Rate { right: 56, of: 70 }.growth(Rate { right: 48, of: 80 }).unwrap();
        assert!(close(growth, 0.2) && close(low, 0.0524) && close(high, 0.3339), "{growth} {low} {high}");
    }

    #[test]
    fn cohen() {
        // The example of many textbooks: 20 both yes, 15 both no, 5 and 10 apart.
        let pairs = [vec![(1, 1); 20], vec![(1, 0); 5], vec![(0, 1); 10], vec![(0, 0); 15]].concat();
        let (agree, kappa) = kappa(&pairs);
        assert_eq!((agree.right, agree.of), (35, 50));
        assert!(close(kappa.unwrap(), 0.4));
        assert_eq!(super::kappa(&[(1, 1), (1, 1)]).1, None, "chance agrees always");
        assert_eq!(super::kappa::<u8>(&[]).1, None);
    }

    #[test]
    fn overlaps() {
        let mut overlap = Overlap::default();
        assert_eq!(overlap.f1(), None);
        overlap.add(&[(0, 10), (20, 30)], &[(5, 25)]);
        assert_eq!(overlap, Overlap { common: 10, sum: 40 });
        assert_eq!(overlap.f1(), Some(0.5));
        overlap.add(&[(7, 3)], &[(3, 7)]);
        assert_eq!(overlap, Overlap { common: 10, sum: 44 }, "a reversed span is empty");
    }
}
