//! The integration tests, one binary so that it links once: a module per topic.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers are test code too; a skipped test says so")]
#![allow(clippy::format_collect, reason = "inputs are small and made once")]

mod audit_client;
mod audit_conflicts;
mod audit_decisions;
mod audit_report;
mod audit_review;
mod audit_serve;
mod batch;
mod checks;
mod claims;
mod cli;
mod containers;
mod databases;
mod entities;
mod eval;
mod explain;
mod fixtures;
mod fuzz;
mod gazetteers;
mod generate;
mod gold;
mod input;
mod kill;
mod lexicons;
mod licences;
mod lists;
mod meaning;
mod model;
mod planted;
mod properties;
mod resume;
mod run;
mod scores;
mod seed;
mod sinks;
mod speakers;
mod states;
mod support;
mod synthetic;
mod text;
