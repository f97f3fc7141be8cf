//! The integration tests, one binary so that it links once: a module per topic.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers are test code too; a skipped test says so")]

mod eval;
mod fixtures;
mod gold;
mod lexicons;
mod licences;
