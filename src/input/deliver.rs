//! The last step of reading, whatever the format: what was read is checked and delivered.

use super::warning::{Warning, WarningKind};
use super::{bytes::limits::too_large, mend::mend, options::ReadOptions};
use crate::article::{Article, TextWarning};
use crate::error::{Error, Place};

/// What comes out of an input.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly all are articles, and each is used at once")]
pub enum ReadEvent {
    /// An article.
    Article(Article),
    /// A file or record that could not be read.
    Failed(Error),
    /// Something worth knowing about the article that follows.
    Warned(Warning),
}

/// Takes what is read, within the limits of the options.
pub(super) struct Delivery<'a> {
    pub(super) options: &'a ReadOptions,
    each: &'a mut dyn FnMut(ReadEvent),
}

impl<'a> Delivery<'a> {
    pub(super) fn new(options: &'a ReadOptions, each: &'a mut dyn FnMut(ReadEvent)) -> Self {
        Self { options, each }
    }

    /// Delivers an article, or the error that its text is too long. A text without content comes with a warning.
    pub(super) fn article(&mut self, article: Article) {
        self.deliver(article, self.options.mend);
    }

    /// Delivers an article whose text is a whole file: markup in it stays, so that offsets count into the file.
    pub(super) fn file(&mut self, article: Article) {
        self.deliver(article, false);
    }

    fn deliver(&mut self, mut article: Article, undo_markup: bool) {
        let limit = self.options.text_limit();
        if article.text.len() > limit {
            let cause = too_large("a text", article.text.len() as u64, true, limit, "--max-article");
            return self.failed(article.place, cause);
        }
        if let Some(sidecar) = &self.options.sidecar {
            sidecar.complete(&mut article);
        }
        mend(&mut article, self.options, undo_markup);
        let left = [TextWarning::DamagedEncoding, TextWarning::LostCharacters, TextWarning::MarkupInText];
        if let Some(&damage) = article.warnings.iter().find(|warning| left.contains(warning)) {
            self.warned(Some(Warning { place: article.place.clone(), kind: WarningKind::Damaged(damage) }));
        }
        if article.text.trim().is_empty() {
            self.warned(Some(Warning { place: article.place.clone(), kind: WarningKind::Empty }));
        }
        (self.each)(ReadEvent::Article(article));
    }

    /// Reports a record that could not be read.
    pub(super) fn failed(&mut self, place: Place, cause: String) {
        self.error(Error::Record { place, cause });
    }

    pub(super) fn error(&mut self, error: Error) {
        (self.each)(ReadEvent::Failed(error));
    }

    pub(super) fn warned(&mut self, warning: Option<Warning>) {
        if let Some(warning) = warning {
            (self.each)(ReadEvent::Warned(warning));
        }
    }
}
