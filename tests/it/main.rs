//! The integration tests, one binary so that it links once: a folder per topic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers are test code too; a skipped test says so"
)]
#![allow(clippy::format_collect, reason = "inputs are small and made once")]

mod audit;
mod claims;
mod cli;
mod house;
mod input;
mod names;
mod output;
mod scores;
mod support;
mod text;
