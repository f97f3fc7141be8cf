//! The articles of a run, without their texts.

use crate::date::day_number;
use crate::error::Result;
use crate::record;
use crate::run::interner::Interner;
use crate::run::lines::{LineFile, LinePlace};
use rustc_hash::FxHashMap;

/// The articles of a run, in the order of their records.
#[derive(Debug, Default)]
pub(crate) struct RunArticles {
    pub(crate) all: Vec<RunArticle>,
    pub(crate) outlets: Interner,
    by_doc: FxHashMap<Box<str>, Vec<u32>>,
}

#[derive(Debug)]
pub(crate) struct RunArticle {
    pub(crate) doc: Box<str>,
    pub(crate) title: Option<Box<str>>,
    pub(crate) date: Option<Box<str>>,
    /// [`RunArticle::date`] as a number, such as 20261124; 0 if there is none.
    pub(crate) day: u32,
    /// Index into [`RunArticles::outlets`].
    pub(crate) outlet: Option<u32>,
    pub(crate) url: Option<Box<str>>,
    pub(crate) author: Option<Box<str>>,
    pub(crate) text_hash: Box<str>,
    pub(crate) warnings: Vec<Box<str>>,
    pub(crate) duplicate_of: Option<Box<str>>,
}

impl RunArticles {
    pub(super) fn read(lines: &LineFile) -> Result<Self> {
        let parts = lines.map(|chunk| {
            let parse = |(at, line): (LinePlace, &[u8])| {
                let parsed = serde_json::from_slice::<record::ArticleRecord<'_>>(line);
                parsed.map(Box::new).map_err(|error| (at, format!("not an article record: {error}")))
            };
            chunk.lines().map(parse).collect::<Result<Vec<_>, _>>()
        })?;
        let mut articles = Self::default();
        for record in parts.into_iter().flatten() {
            articles.add(*record);
        }
        Ok(articles)
    }

    fn add(&mut self, record: record::ArticleRecord<'_>) {
        let own = |text: Option<record::RecordText<'_>>| text.map(|text| text.into_owned().into_boxed_str());
        let doc: Box<str> = record.doc.into();
        self.by_doc.entry(doc.clone()).or_default().push(self.all.len() as u32);
        let outlet = record.outlet.filter(|outlet| !outlet.trim().is_empty()).map(|outlet| self.outlets.add(&outlet));
        self.all.push(RunArticle {
            doc,
            title: own(record.title),
            day: record.date.as_deref().and_then(day_number).unwrap_or(0),
            date: own(record.date),
            outlet,
            url: own(record.url),
            author: own(record.author),
            text_hash: record.text_hash.into(),
            warnings: record.warnings.into_iter().map(|warning| warning.into_owned().into_boxed_str()).collect(),
            duplicate_of: own(record.duplicate_of),
        });
    }

    /// The articles with an id: several if the inputs repeat it.
    pub(crate) fn of(&self, doc: &str) -> &[u32] {
        self.by_doc.get(doc).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn outlet(&self, article: usize) -> Option<&str> {
        self.all[article].outlet.map(|outlet| self.outlets.get(outlet))
    }
}
