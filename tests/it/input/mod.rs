//! Reading: every container, broken files, and positions that a run resumes from.

mod containers;
mod damaged;
mod exports;
mod files;
#[cfg(feature = "html")]
mod pages;
pub(crate) mod resume;
mod shapes;
