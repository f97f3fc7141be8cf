//! The stages in order ([`annotate`]), and ordered parallel batches of them ([`run`]).

mod batch;
mod guard;

pub use batch::{Observer, Options, Summary, run};
pub use guard::keep_panics_quiet;

use crate::article::Article;
use crate::document::Document;
use crate::{Resources, attribution, entity, text};

/// How far down the straight line to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Tokens, sentences, quotations.
    Text,
    /// And mentions, entities.
    Entities,
    /// And claims.
    Claims,
}

/// Annotates one article.
#[must_use]
pub fn annotate<'a>(article: &'a Article, resources: &Resources, depth: Depth) -> Document<'a> {
    let mut doc = Document::new(article);
    text::annotate(&mut doc, &resources.lexicons.text);
    if depth >= Depth::Entities {
        resources.lexicons.vocabulary.mark(&mut doc);
        entity::annotate(&mut doc, resources);
    }
    if depth >= Depth::Claims {
        attribution::annotate(&mut doc, resources);
    }
    doc
}
