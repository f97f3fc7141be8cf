//! The last step of reading, whatever the format: an article is checked and delivered.

use super::batch::ReadEvent;
use super::bytes::limits::too_large;
use super::options::ReadOptions;
use super::warning::{Warning, WarningKind};
use crate::article::Article;
use crate::error::Error;

/// Delivers an article, or the error that its text is too long. A text without content comes with a warning.
pub(super) fn deliver(article: Article, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)) {
    let limit = options.text_limit();
    if article.text.len() > limit {
        let cause = too_large("a text", article.text.len() as u64, true, limit, "--max-article");
        return each(ReadEvent::Failed(Error::Record { place: article.place, cause }));
    }
    if article.text.trim().is_empty() {
        each(ReadEvent::Warned(Warning { place: article.place.clone(), kind: WarningKind::Empty }));
    }
    each(ReadEvent::Article(article));
}
