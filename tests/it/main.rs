//! The integration tests, one binary so that it links once: a module per topic.

mod fixtures;
mod lexicons;
mod licences;
