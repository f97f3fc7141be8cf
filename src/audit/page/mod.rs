//! The page that shows a run: served for review ([`serve`]), or as one file that opens anywhere ([`report`]).
//!
//! Its files are in `assets`; `view` cuts an article where its marks begin and end, for both.

pub mod report;
pub mod serve;

mod view;
