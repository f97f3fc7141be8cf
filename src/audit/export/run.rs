//! From a run and its articles to an export, article by article.

use super::claim::{ExportArticle, from_review, from_run};
use super::target::Export;
use crate::article::Article;
use crate::audit::review::{Review, Reviewed};
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadEvent};
use crate::record::text_hash;
use crate::run::RecordStore;
use std::collections::{HashMap, HashSet};

/// What an export wrote and could not use.
#[derive(Debug, Default)]
pub struct ExportSummary {
    /// Articles that were written.
    pub articles: u64,
    /// Claims in them.
    pub claims: u64,
    /// Claims of these articles that were left out because nobody judged them or annotators disagree.
    pub open: u64,
    /// Articles with decisions that are not complete enough to be gold.
    pub unfinished: u64,
    /// Articles that could not be read, have changed since the run, or were not found.
    pub problems: Vec<Error>,
}

/// Writes the claims of a run with the articles of `source`; with a review, only what people confirmed and corrected.
///
/// # Errors
/// If records cannot be read or the export cannot be written. Articles that cannot be used are listed in the summary.
pub fn export(
    saved: &RecordStore,
    review: Option<&Review<'_>>,
    source: &mut InputReader,
    to: &mut Export,
) -> Result<ExportSummary> {
    let mut done = ExportSummary::default();
    let gold: Option<HashMap<&str, &Reviewed<'_>>> = review.map(|review| {
        let (gold, unfinished): (Vec<_>, Vec<_>) = review.articles.iter().partition(|article| article.is_gold());
        done.unfinished = unfinished.len() as u64;
        gold.into_iter().map(|article| (article.doc.as_str(), article)).collect()
    });
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(batch) = source.next_batch() {
        let mut result = Ok(());
        batch.read(&mut |found| match found {
            ReadEvent::Article(article) if result.is_ok() => {
                result = export_one(saved, gold.as_ref(), &article, &mut seen, to, &mut done);
            }
            ReadEvent::Failed(error) => done.problems.push(error),
            ReadEvent::Article(_) | ReadEvent::Warned(_) => {}
        });
        result?;
    }
    if let Some(gold) = &gold {
        let mut lost: Vec<&str> = gold.keys().copied().filter(|doc| !seen.contains(*doc)).collect();
        lost.sort_unstable();
        let lost = lost.into_iter().map(|doc| Error::refused(doc, "no article with this id was read"));
        done.problems.extend(lost);
    } else {
        list_lost(saved, &seen, &mut done)?;
    }
    Ok(done)
}

/// Writes an article if the run has it and, where gold is wanted, if it is gold.
fn export_one(
    saved: &RecordStore,
    gold: Option<&HashMap<&str, &Reviewed<'_>>>,
    article: &Article,
    seen: &mut HashSet<String>,
    to: &mut Export,
    done: &mut ExportSummary,
) -> Result<()> {
    let reviewed = gold.and_then(|gold| gold.get(article.id.as_str()));
    let (hash, stored) = match reviewed {
        Some(reviewed) => (reviewed.text_hash.clone(), Vec::new()),
        None if gold.is_some() => return Ok(()),
        None if saved.of(&article.id).next().is_none() => return Ok(()),
        None => saved.claims(&article.id)?,
    };
    // The first of several articles with one id, as everywhere.
    if !seen.insert(article.id.clone()) {
        return Ok(());
    }
    let wrong = |cause: &str| Error::Record { place: article.place.clone(), cause: format!("{}: {cause}", article.id) };
    if hash.is_some_and(|hash| hash != text_hash(&article.text)) {
        done.problems.push(wrong("the text has changed since the run"));
        return Ok(());
    }
    let claims = match reviewed {
        Some(reviewed) => from_review(reviewed, &article.text),
        None => from_run(stored.iter(), &article.text).map(|claims| (claims, 0)),
    };
    match claims {
        Ok((claims, open)) => {
            to.write(&ExportArticle { article, claims: &claims, gold: gold.is_some() })?;
            done.articles += 1;
            done.claims += claims.len() as u64;
            done.open += open;
        }
        Err(cause) => done.problems.push(wrong(&cause)),
    }
    Ok(())
}

fn list_lost(saved: &RecordStore, seen: &HashSet<String>, done: &mut ExportSummary) -> Result<()> {
    let mut named: HashSet<String> = HashSet::new();
    for block in 0..saved.blocks() {
        if let Some(doc) = saved.doc(block)?
            && !seen.contains(&doc)
            && named.insert(doc.clone())
        {
            done.problems.push(Error::refused(doc, "no article with this id was read"));
        }
    }
    Ok(())
}
