//! One article at a time, for callers with threads and an order of their own, such as the Python package.

use super::{options::PipelineOptions, records::owned, workspace::Workspace};
use crate::article::Article;
use crate::deadline::with_deadline;
use crate::document::{Depth, Document};
use crate::error::{Error, Result};
use crate::record::Records;
use crate::resources::Resources;

/// Annotates one article.
pub fn annotate<'a>(article: &'a Article, resources: &Resources, depth: Depth) -> Document<'a> {
    Workspace::default().annotate(article, resources, depth)
}

/// The records of one article. Of `options`, `jobs`, `dedup` and `shard` do not apply.
///
/// # Errors
/// [`Error::Record`] with the article's place if it exceeds the time limit, or if the program panics on it.
pub fn records(
    article: &Article,
    resources: &Resources,
    options: &PipelineOptions,
    workspace: &mut Workspace,
) -> Result<Records<'static>> {
    let done = with_deadline(options.time_limit, || {
        let mut doc = workspace.annotate(article, resources, options.depth());
        options.classes.keep_only(&mut doc.claims);
        let records = owned(&doc, resources, options.emit, options.offsets);
        workspace.keep(doc);
        records
    });
    done.map_err(|abandoned| {
        // Its state is unknown after a panic.
        *workspace = Workspace::default();
        Error::Record { place: article.place.clone(), cause: abandoned.cause(options.time_limit) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Emit, Explain};
    use crate::resources::ResourceOptions;
    use std::time::Duration;

    #[test]
    fn one_article_or_why_not() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        let article = Article::new("a1", "“The port is open,” Transport Minister Ada Voss said.\n\n".repeat(400));
        let mut workspace = Workspace::default();
        let in_no_time = PipelineOptions { time_limit: Some(Duration::ZERO), ..PipelineOptions::default() };
        let error = records(&article, &resources, &in_no_time, &mut workspace).unwrap_err().to_string();
        assert_eq!(error, "-: exceeded the 0 s limit (--max-time); skipped");
        let records = records(&article, &resources, &PipelineOptions::default(), &mut workspace).unwrap();
        assert_eq!((records.claims.is_empty(), records.mentions.len()), (false, 0));
    }

    #[test]
    fn what_is_said_of_an_article_does_not_depend_on_those_before_it() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        let paths = std::fs::read_dir("fixtures/articles").unwrap().map(|entry| entry.unwrap().path());
        let texts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
        let articles: Vec<Article> =
            texts.map(|path| Article::new(path.to_string_lossy(), std::fs::read_to_string(&path).unwrap())).collect();
        assert!(articles.len() > 8);
        let options = PipelineOptions { emit: Emit::ALL, explain: Explain::Features, ..PipelineOptions::default() };
        let mut used = Workspace::default();
        for article in articles.iter().chain(articles.iter().rev()) {
            let alone = records(article, &resources, &options, &mut Workspace::default()).unwrap();
            assert!(records(article, &resources, &options, &mut used).unwrap() == alone, "{}", article.id);
        }
    }
}
