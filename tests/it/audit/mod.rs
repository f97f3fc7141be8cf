//! The audit: its server, decisions, conflicts and report. The page itself is tested in `tests/browser`.

mod conflicts;
mod decisions;
mod report;
mod review;
mod serve;
