//! The stages over one article.

use crate::article::Article;
use crate::deadline::check_deadline;
use crate::document::{Depth, Document};
use crate::resources::Resources;
use crate::{attribution, entity, text};
use std::sync::LazyLock;

/// Buffers that are reused from one article to the next, so that a batch allocates what its longest article needs and no more.
/// The annotations do not depend on earlier articles.
#[derive(Debug, Default)]
pub struct Workspace {
    landmarks: text::Landmarks,
    names: entity::mention::TaggingBuffers,
    engine: attribution::engine::Buffers,
    done: Option<Document<'static>>,
}

/// Most tokens of the longest article of a batch whose memory the next batch gets.
const MOST_TOKENS: usize = 1 << 16;

/// The article of a document that is kept only for its memory.
static NO_ARTICLE: LazyLock<Article> = LazyLock::new(|| Article::new("", ""));

impl Workspace {
    /// Annotates one article. Return the document with [`Workspace::keep`] once it is no longer needed.
    pub fn annotate<'a>(&mut self, article: &'a Article, resources: &Resources, depth: Depth) -> Document<'a> {
        let mut doc = match self.done.take() {
            Some(old) => Document::in_place_of(old, article),
            None => Document::new(article),
        };
        text::annotate_with(&mut doc, &resources.lexicons.text, &mut self.landmarks);
        check_deadline();
        if depth >= Depth::Entities {
            resources.lexicons.vocabulary.mark(&mut doc);
            entity::annotate(&mut doc, &resources.entity_needs(), &mut self.names);
        }
        check_deadline();
        if depth >= Depth::Claims
            && let Some(needs) = resources.attribution_needs()
        {
            attribution::annotate(&mut doc, &needs, &mut self.engine, depth);
        }
        doc
    }

    /// False after an article so long that its memory is better given back.
    pub(super) fn is_small(&self) -> bool {
        self.done.as_ref().is_none_or(|doc| doc.tokens.capacity() <= MOST_TOKENS)
    }

    /// Keeps the memory of a document for the next article.
    pub fn keep(&mut self, doc: Document<'_>) {
        self.done = Some(Document::in_place_of(doc, &NO_ARTICLE));
    }
}
