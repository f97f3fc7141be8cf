//! Where features go: to their keys when a text is read or a model trained, to a list when a claim is explained.

use super::hash::key;

/// What a kind of features sees.
pub trait Template: Copy {
    /// The number that a model knows it by.
    fn number(self) -> u32;

    /// What it sees, in words; empty where nobody asks.
    fn text(self) -> &'static str;
}

impl Template for u32 {
    #[inline]
    fn number(self) -> u32 {
        self
    }

    fn text(self) -> &'static str {
        ""
    }
}

/// Takes features, each as a template and its fields.
pub trait FeatureSink {
    /// Takes one feature.
    fn add<const N: usize>(&mut self, template: impl Template, fields: [u32; N]);
}

/// Calls a function with the key of each feature.
#[derive(Debug)]
pub struct FeatureKeys<F>(pub F);

impl<F: FnMut(u32)> FeatureSink for FeatureKeys<F> {
    #[inline]
    fn add<const N: usize>(&mut self, template: impl Template, fields: [u32; N]) {
        (self.0)(key(template.number(), fields));
    }
}

impl<S: FeatureSink> FeatureSink for &mut S {
    #[inline]
    fn add<const N: usize>(&mut self, template: impl Template, fields: [u32; N]) {
        (**self).add(template, fields);
    }
}
