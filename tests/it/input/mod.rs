//! Reading: every container, broken files, and positions that a run resumes from.

mod containers;
mod damaged;
mod files;
pub(crate) mod resume;
