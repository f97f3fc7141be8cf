//! From a run and its articles to an export, article by article.

use super::{Export, Page, corrected, of_run};
use crate::article::Article;
use crate::audit::review::{Review, Reviewed, read};
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadEvent};
use crate::record::text_hash;
use crate::saved::Saved;
use std::collections::{HashMap, HashSet};

/// What came of it.
#[derive(Debug, Default)]
pub struct Done {
    /// Articles that were written.
    pub articles: u64,
    /// Claims in them.
    pub claims: u64,
    /// Claims of these articles that are no gold, because nobody judged them or annotators dispute them.
    pub open: u64,
    /// Articles that somebody decided something about and that are no gold yet.
    pub unfinished: u64,
    /// Articles that could not be read, are others than those of the run, or were not found.
    pub problems: Vec<Error>,
}

/// Writes the claims of a run, or of a review only what people confirmed and corrected, with the articles of `source`.
///
/// # Errors
/// Where records cannot be read or the export cannot be written; articles that cannot be used are listed.
pub fn export(saved: &Saved, review: Option<&Review<'_>>, source: &mut InputReader, to: &mut Export) -> Result<Done> {
    let mut done = Done::default();
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
                result = one(saved, gold.as_ref(), &article, &mut seen, to, &mut done);
            }
            ReadEvent::Failed(error) => done.problems.push(error),
            ReadEvent::Article(_) | ReadEvent::Warned(_) => {}
        });
        result?;
    }
    if let Some(gold) = &gold {
        let mut lost: Vec<&str> = gold.keys().copied().filter(|doc| !seen.contains(*doc)).collect();
        lost.sort_unstable();
        let lost = lost.into_iter().map(|doc| Error::refused(doc, "no article of this id was read"));
        done.problems.extend(lost);
    } else {
        lost(saved, &seen, &mut done)?;
    }
    Ok(done)
}

/// Writes an article, if it is in the run, and if it is gold where gold is wanted.
fn one(
    saved: &Saved,
    gold: Option<&HashMap<&str, &Reviewed<'_>>>,
    article: &Article,
    seen: &mut HashSet<String>,
    to: &mut Export,
    done: &mut Done,
) -> Result<()> {
    let reviewed = gold.and_then(|gold| gold.get(article.id.as_str()));
    let (hash, stored) = match reviewed {
        Some(reviewed) => (reviewed.text_hash.clone(), Vec::new()),
        None if gold.is_some() => return Ok(()),
        None if saved.of(&article.id).next().is_none() => return Ok(()),
        None => read(saved, &article.id)?,
    };
    // The first of several with one id, as everywhere.
    if !seen.insert(article.id.clone()) {
        return Ok(());
    }
    let wrong = |cause: &str| Error::Record { place: article.place.clone(), cause: format!("{}: {cause}", article.id) };
    if hash.is_some_and(|hash| hash != text_hash(&article.text)) {
        done.problems.push(wrong("this is not the text that the run is about"));
        return Ok(());
    }
    let claims = match reviewed {
        Some(reviewed) => corrected(reviewed, &article.text),
        None => of_run(stored.iter(), &article.text).map(|claims| (claims, 0)),
    };
    match claims {
        Ok((claims, open)) => {
            to.write(&Page { article, claims: &claims, gold: gold.is_some() })?;
            done.articles += 1;
            done.claims += claims.len() as u64;
            done.open += open;
        }
        Err(cause) => done.problems.push(wrong(&cause)),
    }
    Ok(())
}

/// Names the articles of the run that were not read.
fn lost(saved: &Saved, seen: &HashSet<String>, done: &mut Done) -> Result<()> {
    let mut named: HashSet<String> = HashSet::new();
    for block in 0..saved.blocks() {
        let lines = saved.read(block)?;
        let doc = lines.first().and_then(|line| serde_json::from_str::<crate::saved::Header<'_>>(&line.json).ok());
        if let Some(doc) = doc.and_then(|header| header.doc)
            && !seen.contains(&*doc)
            && named.insert(doc.clone().into_owned())
        {
            done.problems.push(Error::refused(doc, "no article of this id was read"));
        }
    }
    Ok(())
}
