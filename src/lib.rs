//! whosaid reads news articles and extracts who said what: every claim with its source, its cue and its content.
//!
//! An article passes through plain functions. Each one fills a layer of the [`Document`] from the layers before it and from the
//! loaded [`Resources`]:
//!
//! ```text
//! input → Article → tokens → sentences → quotes → mentions → entities → cues → claims → records → output
//! ```
//!
//! The modules form rows. A module imports only from its own row and from the rows below it, and never in a circle:
//!
//! ```text
//! 13  cli                            the command line (feature `cli`)
//! 12  audit                          review, score, report, export and compare runs
//! 11  verify  diff  eval  train      check runs, compare them, score them; train the models
//! 10  pipeline                       the stages in order, parallel batches, document → records
//!  9  resources                      gazetteers, lexicons and models, loaded once
//!  8  output                         records → files and databases
//!  7  input  gold  run               files → articles; gold annotations; saved runs
//!  6  attribution                    sentences, mentions → cues, claims, speakers
//!  5  entity                         tokens → mentions → entities
//!  4  gazetteer                      names and word lists
//!  3  document  text  crf            text → tokens, sentences, quotes; sequence models
//!  2  article  claim  record         what goes in, what is found, what goes out
//!  1  span  error  deadline  work    places in a text; failures, time limits, steps of work
//! ```
//!
//! `docs/architecture.md` follows one article through the stages. Outside `cli`, the library
//! prints nothing, never exits and does not know the command line.
//!
//! ```
//! use whosaid::pipeline::{Depth, annotate};
//! use whosaid::resources::ResourceOptions;
//! use whosaid::{Article, Resources};
//!
//! # fn main() -> whosaid::Result<()> {
//! let (resources, _problems) = Resources::load(&ResourceOptions::default())?;
//! let article = Article::new("a1", "“The port is open,” Transport Minister Ada Voss said.");
//! let doc = annotate(&article, &resources, Depth::Claims);
//! let claim = &doc.claims[0];
//! assert_eq!(claim.content[0].of(doc.text()), "“The port is open,”");
//! assert_eq!(doc.entities[0].name, "Ada Voss");
//! # Ok(())
//! # }
//! ```

#[macro_use]
mod named_enum;

pub mod article;
pub mod attribution;
pub mod audit;
pub mod claim;
#[cfg(feature = "cli")]
pub mod cli;
mod compression;
pub mod crf;
mod date;
mod deadline;
pub mod diff;
pub mod document;
pub mod entity;
pub mod error;
pub mod eval;
mod file_state;
pub mod gazetteer;
pub mod gold;
pub mod identity;
pub mod input;
pub mod output;
pub mod pipeline;
pub mod record;
pub mod resources;
pub mod run;
mod side_by_side;
pub mod span;
pub mod text;
pub mod token_span;
pub mod train;
pub mod verify;
mod work;

pub use article::Article;
pub use claim::Claim;
pub use document::Document;
pub use error::{Error, Result};
pub use resources::Resources;
pub use span::Span;
pub use token_span::TokenSpan;
