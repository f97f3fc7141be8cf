//! The stages over one article that a caller has in memory: what a batch does with each, for callers with threads and an order
//! of their own, such as the Python package.

use super::records::{depth, owned};
use super::{Options, Workspace};
use crate::Resources;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::guard::guarded_within;
use crate::record::Records;

/// The records of an article. Of `options`, those count that say what is written, and [`Options::budget`].
///
/// # Errors
/// [`Error::Record`] at the article's place where it takes too long, or where the program falls over it.
pub fn records(
    article: &Article,
    resources: &Resources,
    options: &Options,
    workspace: &mut Workspace,
) -> Result<Records<'static>> {
    let depth = depth(options.emit, options.explain);
    let done = guarded_within(options.budget, || {
        let doc = workspace.annotate(article, resources, depth);
        let records = owned(&doc, resources, options.emit, options.offsets);
        workspace.keep(doc);
        records
    });
    done.map_err(|fault| {
        // Nobody knows in which state it was left.
        *workspace = Workspace::default();
        Error::Record { place: article.place.clone(), cause: fault.cause(options.budget) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Emit;
    use crate::resources;
    use std::time::Duration;

    #[test]
    fn one_article_or_why_not() {
        let (resources, _) = Resources::load(&resources::Options::default()).unwrap();
        let article = Article::new("a1", "“The port is open,” Transport Minister Ada Voss said.\n\n".repeat(400));
        let mut workspace = Workspace::default();
        let in_no_time = Options { budget: Some(Duration::ZERO), ..Options::new() };
        let error = records(&article, &resources, &in_no_time, &mut workspace).unwrap_err().to_string();
        assert_eq!(error, "-: it takes longer than 0 seconds (--max-time), and was given up");
        let records = records(&article, &resources, &Options::new(), &mut workspace).unwrap();
        assert_eq!((records.claims.is_empty(), records.mentions.len()), (false, 0));
    }

    #[test]
    fn what_is_said_of_an_article_does_not_depend_on_those_before_it() {
        let (resources, _) = Resources::load(&resources::Options::default()).unwrap();
        let paths = std::fs::read_dir("fixtures/articles").unwrap().map(|entry| entry.unwrap().path());
        let texts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
        let articles: Vec<Article> =
            texts.map(|path| Article::new(path.to_string_lossy(), std::fs::read_to_string(&path).unwrap())).collect();
        assert!(articles.len() > 8);
        let options = Options { emit: Emit::ALL, explain: true, ..Options::new() };
        let mut used = Workspace::default();
        for article in articles.iter().chain(articles.iter().rev()) {
            let alone = records(article, &resources, &options, &mut Workspace::default()).unwrap();
            assert!(records(article, &resources, &options, &mut used).unwrap() == alone, "{}", article.id);
        }
    }
}
