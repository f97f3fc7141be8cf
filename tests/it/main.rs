//! The integration tests, one binary so that it links once: a module per topic.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test does")]

mod fixtures;
mod lexicons;
mod licences;
