//! The stages in order ([`annotate`]), and ordered parallel batches of them ([`run`]).

mod batch;
mod duplicates;
mod records;
mod single;

pub use crate::document::Depth;
pub use crate::guard::keep_panics_quiet;
pub use crate::output::RunStatus;
pub use crate::run::Summary;
pub use batch::{Dedup, Observer, Options, RunOutcome, Shard, run};
pub use records::{depth, write_document};
pub use single::records;

use crate::article::Article;
use crate::attribution::AttributionNeeds;
use crate::document::Document;
use crate::{Resources, attribution, entity, guard, text};
use std::sync::LazyLock;

/// Annotates one article.
#[must_use]
pub fn annotate<'a>(article: &'a Article, resources: &Resources, depth: Depth) -> Document<'a> {
    Workspace::default().annotate(article, resources, depth)
}

/// Memory for one article after another, so that a batch allocates what its longest article needs and no more. Each worker
/// has one for each batch.
#[derive(Debug, Default)]
pub struct Workspace {
    landmarks: text::Landmarks,
    names: entity::mention::TaggingBuffers,
    engine: attribution::engine::Buffers,
    done: Option<Document<'static>>,
}

/// What a kept document is about until the next one: nothing.
static NO_ARTICLE: LazyLock<Article> = LazyLock::new(|| Article::new("", ""));

impl Workspace {
    /// Annotates one article. Hand the document back with [`Workspace::keep`] when it is done with.
    #[must_use]
    pub fn annotate<'a>(&mut self, article: &'a Article, resources: &Resources, depth: Depth) -> Document<'a> {
        let mut doc = match self.done.take() {
            Some(old) => Document::in_place_of(old, article),
            None => Document::new(article),
        };
        text::annotate_with(&mut doc, &resources.lexicons.text, &mut self.landmarks);
        guard::on_time();
        if depth >= Depth::Entities {
            resources.lexicons.vocabulary.mark(&mut doc);
            entity::annotate(&mut doc, &resources.entity_needs(), &mut self.names);
        }
        guard::on_time();
        if depth >= Depth::Claims
            && let Some(model) = &resources.model
        {
            let needs = AttributionNeeds { model, lexicons: &resources.lexicons, gazetteer: &resources.gazetteer };
            attribution::annotate(&mut doc, &needs, &mut self.engine, depth >= Depth::Explained);
        }
        doc
    }

    /// Keeps the memory of a document for the next one.
    pub fn keep(&mut self, doc: Document<'_>) {
        self.done = Some(Document::in_place_of(doc, &NO_ARTICLE));
    }
}
