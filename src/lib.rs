//! whosaid reads news articles and writes down who said what.
//!
//! The straight line, each stage a plain function of the document and the loaded [`Resources`]:
//!
//! ```text
//! input → Article → tokens → sentences → quotes → mentions → entities → cues → claims → records → output
//! ```
//!
//! Imports run one way, downwards: `cli` → `pipeline`, `input`, `output` → `attribution` → `entity` → `text`,
//! `gazetteer` → `document` → `span`, `error`. The library knows no command line, prints nothing and never exits.
//!
//! ```
//! use whosaid::pipeline::{Depth, annotate};
//! use whosaid::resources::Options;
//! use whosaid::{Article, Resources};
//!
//! # fn main() -> whosaid::Result<()> {
//! let (resources, _problems) = Resources::load(&Options::default())?;
//! let article = Article::new("a1", "“The port is open,” Transport Minister Ada Voss said.");
//! let doc = annotate(&article, &resources, Depth::Claims);
//! let claim = &doc.claims[0];
//! assert_eq!(claim.content[0].of(doc.text()), "“The port is open,”");
//! assert_eq!(doc.entities[0].name, "Ada Voss");
//! # Ok(())
//! # }
//! ```

pub mod article;
pub mod attribution;
pub mod audit;
pub mod claim;
mod compression;
pub mod crf;
mod date;
pub mod diff;
pub mod document;
pub mod entity;
pub mod error;
pub mod eval;
pub mod gazetteer;
pub mod gold;
mod guard;
pub mod input;
pub mod output;
pub mod pipeline;
pub mod record;
pub mod resources;
pub mod run;
pub mod span;
pub mod text;
pub mod token_span;
pub mod train;
pub mod verify;

pub use article::Article;
pub use claim::Claim;
pub use document::Document;
pub use error::{Error, Result};
pub use resources::Resources;
pub use span::Span;
pub use token_span::TokenSpan;
