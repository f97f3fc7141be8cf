//! Where features go: to their keys when a text is read or a model trained, to a list when a claim is explained.

use super::hash::key;

/// Takes features, each as a template and its fields.
pub trait Sink {
    /// Takes one feature.
    fn add<const N: usize>(&mut self, template: u32, fields: [u32; N]);
}

/// Calls a function with the key of each feature.
#[derive(Debug)]
pub struct Keys<F>(pub F);

impl<F: FnMut(u32)> Sink for Keys<F> {
    #[inline]
    fn add<const N: usize>(&mut self, template: u32, fields: [u32; N]) {
        (self.0)(key(template, fields));
    }
}

impl<S: Sink> Sink for &mut S {
    #[inline]
    fn add<const N: usize>(&mut self, template: u32, fields: [u32; N]) {
        (**self).add(template, fields);
    }
}
