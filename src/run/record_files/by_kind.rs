//! The records of each type by themselves, as the audit needs them.

use super::files::RecordFiles;
use super::spool::{LineSpool, unknown_article};
use crate::error::Result;
use crate::record::RecordKind;
use crate::run::lines::{LineFile, RecordHeader};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

impl RecordFiles {
    /// The records of a type by themselves; `None` where there are none.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Record`] for a line that is not a record.
    pub(crate) fn only(&self, kind: RecordKind) -> Result<Option<LineFile>> {
        let mut found: Option<LineSpool> = None;
        for file in &self.files {
            for chunk in file.chunks() {
                for (at, line) in chunk?.lines() {
                    let header = serde_json::from_slice::<RecordHeader<'_>>(line);
                    let header = header.map_err(|error| file.wrong(at, format!("not a record: {error}")))?;
                    if header.record == kind.as_str() {
                        let spool = match &mut found {
                            Some(spool) => spool,
                            none => none.insert(LineSpool::new(file.path())?),
                        };
                        spool.line(line)?;
                    }
                }
            }
        }
        found.map(LineSpool::finish).transpose()
    }

    /// The articles: their records; where the run has none, what is known of those that have claims.
    ///
    /// # Errors
    /// Those of [`RecordFiles::only`].
    pub(crate) fn articles(&mut self) -> Result<Option<LineFile>> {
        if let Some(articles) = self.only(RecordKind::Article)? {
            return Ok(Some(articles));
        }
        if self.titles.is_some() {
            return Ok(self.titles.take());
        }
        let Some(claims) = self.only(RecordKind::Claim)? else { return Ok(None) };
        let mut articles = LineSpool::new(claims.path())?;
        let mut seen = FxHashSet::default();
        for chunk in claims.chunks() {
            for (at, line) in chunk?.lines() {
                let header = serde_json::from_slice::<RecordHeader<'_>>(line);
                let header = header.map_err(|error| claims.wrong(at, error.to_string()))?;
                if let Some(doc) = header.doc.filter(|doc| !seen.contains(&**doc)) {
                    articles.record(&unknown_article(Cow::Borrowed(&doc)))?;
                    seen.insert(doc.into_owned());
                }
            }
        }
        articles.finish().map(Some)
    }
}
