//! Annotated texts as the engine sees them: pages of atoms, and gold attributions as token ranges.

use super::shuffle::Shuffle;
use crate::article::Article;
use crate::attribution::{engine::page::Page, engine::words::WordTable, reading::Runs};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::gold::{self, Attribution, brat};
use crate::pipeline::{self, Depth};
use crate::resources::Resources;
use crate::span::Span;
use crate::token_span::TokenSpan;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::convert::Infallible;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A folder of annotated texts, and how much each of them counts in training.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingFolder {
    /// The folder, with brat standoff.
    pub path: PathBuf,
    /// What a text counts, against 1.
    pub weight: f32,
}

impl TrainingFolder {
    /// How reports call the folder: its last two names.
    fn name(&self) -> String {
        let names: Vec<_> = self.path.iter().map(|name| name.to_string_lossy()).collect();
        names[names.len().saturating_sub(2)..].join("/")
    }
}

impl FromStr for TrainingFolder {
    type Err = Infallible;

    /// `DIR` or `DIR=WEIGHT`; what stands after the last `=` is part of the name if it is no number above 0.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let weighted = text.rsplit_once('=').and_then(|(path, weight)| Some((path, weight.parse().ok()?)));
        let (path, weight) =
            weighted.filter(|(_, weight)| *weight > 0.0 && *weight < f32::INFINITY).unwrap_or((text, 1.0));
        Ok(Self { path: path.into(), weight })
    }
}

/// The texts of one folder of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CorpusPart {
    pub(super) name: String,
    pub(super) weight: f32,
    pub(super) texts: Range<usize>,
    /// The attributions are another model's, not gold.
    pub(super) silver: bool,
}

/// Annotated texts, read but not yet seen by the engine.
#[derive(Debug)]
pub struct TrainingCorpus {
    gold: Vec<gold::GoldArticle>,
    articles: Vec<Article>,
    parts: Vec<CorpusPart>,
}

impl TrainingCorpus {
    /// Reads a folder of brat standoff. Files that cannot be used are returned beside the rest.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read(dir: &Path) -> Result<(Self, Vec<Error>)> {
        Self::read_all(&[TrainingFolder { path: dir.to_owned(), weight: 1.0 }])
    }

    /// Reads several folders as [`TrainingCorpus::read`] reads one.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read_all(folders: &[TrainingFolder]) -> Result<(Self, Vec<Error>)> {
        Self::read_with_silver(folders, &[])
    }

    /// Reads folders of gold, and folders of texts that another model has annotated (silver). Silver teaches which words are
    /// cues, sources and contents; confidence, threshold and scores come from gold alone.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read_with_silver(gold: &[TrainingFolder], silver: &[TrainingFolder]) -> Result<(Self, Vec<Error>)> {
        let (mut whole, mut errors) = (Self { gold: Vec::new(), articles: Vec::new(), parts: Vec::new() }, Vec::new());
        let folders = gold.iter().map(|folder| (folder, false)).chain(silver.iter().map(|folder| (folder, true)));
        for (folder, silver) in folders {
            let (corpus, bad) = brat::read_dir(&folder.path)?;
            errors.extend(bad);
            let start = whole.gold.len();
            whole.gold.extend(corpus.articles);
            let (name, weight) = (folder.name(), folder.weight);
            whole.parts.push(CorpusPart { name, weight, texts: start..whole.gold.len(), silver });
        }
        whole.articles = whole.gold.iter().map(|gold| Article::new(gold.id.as_str(), gold.text.as_str())).collect();
        Ok((whole, errors))
    }

    /// The folders of gold.
    pub(super) fn gold_parts(&self) -> impl Iterator<Item = &CorpusPart> {
        self.parts.iter().filter(|part| !part.silver)
    }

    /// The folders of silver.
    pub(super) fn silver_parts(&self) -> impl Iterator<Item = &CorpusPart> {
        self.parts.iter().filter(|part| part.silver)
    }

    /// How many texts are gold; they come before the silver ones.
    pub(super) fn gold_texts(&self) -> usize {
        self.gold_parts().map(|part| part.texts.len()).sum()
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// True if there are no texts.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The text and entity layers of every text.
    pub(super) fn documents(&self, resources: &Resources) -> Vec<Document<'_>> {
        self.articles.par_iter().map(|article| pipeline::annotate(article, resources, Depth::Entities)).collect()
    }

    pub(super) fn gold(&self, index: usize) -> &gold::GoldArticle {
        &self.gold[index]
    }
}

/// A gold attribution in tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GoldClaim {
    pub(super) cue: Runs,
    pub(super) source: Runs,
    pub(super) content: Runs,
}

/// A text that the engine learns from or is tested on.
#[derive(Debug)]
pub(super) struct TrainingText {
    pub(super) page: Page,
    pub(super) targets: Vec<GoldClaim>,
    pub(super) deal: Deal,
}

/// What a text was dealt for training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Deal {
    /// The part of the texts that it is in.
    pub(super) fold: usize,
    /// How much it counts, see [`TrainingFolder::weight`].
    pub(super) weight: f32,
}

pub(super) fn texts(
    corpus: &TrainingCorpus,
    docs: &[Document<'_>],
    words: &WordTable,
    seed: u64,
    folds: usize,
) -> Vec<TrainingText> {
    let deals = deal(corpus, docs, seed, folds);
    docs.par_iter()
        .enumerate()
        .map(|(index, doc)| TrainingText {
            page: Page::new(doc, words),
            targets: targets(doc, corpus.gold(index).first()),
            deal: deals[index],
        })
        .collect()
}

/// Deals the texts of each folder evenly into folds. Texts of the same words, wherever they are, share a fold: otherwise one
/// would be predicted by models that have seen it.
fn deal(corpus: &TrainingCorpus, docs: &[Document<'_>], seed: u64, folds: usize) -> Vec<Deal> {
    let mut order: Vec<usize> = (0..docs.len()).collect();
    Shuffle::new(seed).shuffle(&mut order);
    let mut deals = vec![Deal { fold: 0, weight: 1.0 }; docs.len()];
    let mut known: FxHashMap<&[u64], usize> = FxHashMap::default();
    for part in &corpus.parts {
        for &index in order.iter().filter(|index| part.texts.contains(index)) {
            let next = known.len() % folds;
            let fold = *known.entry(&docs[index].hashes).or_insert(next);
            deals[index] = Deal { fold, weight: part.weight };
        }
    }
    deals
}

/// Gold attributions that have a cue, in tokens.
pub(super) fn targets(doc: &Document<'_>, gold: &[Attribution]) -> Vec<GoldClaim> {
    let targets = gold.iter().map(|one| {
        let [cue, source, content] = [&one.cue, &one.source, &one.content].map(|spans| runs(doc, spans));
        GoldClaim { cue, source, content }
    });
    targets.filter(|target| !target.cue.is_empty()).collect()
}

/// The tokens that the spans touch, as runs.
fn runs(doc: &Document<'_>, spans: &[Span]) -> Runs {
    let mut runs: Runs = Vec::new();
    for span in spans {
        let start = doc.token_at(span.start);
        let end = doc.tokens.partition_point(|token| token.start < span.end);
        match runs.last_mut() {
            _ if start >= end => {}
            Some(last) if last.end() >= start => *last = last.with_end(last.end().max(end)),
            _ => runs.push(TokenSpan::new(start, end)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::{ModelChoice, ResourceOptions};

    #[test]
    fn folders_may_have_a_weight() {
        let read = |text: &str| {
            let folder: TrainingFolder = text.parse().expect("any text is a folder");
            (folder.path.display().to_string(), folder.weight, folder.name())
        };
        for (text, path, weight, name) in [
            ("gold", "gold", 1.0, "gold"),
            ("gold=2.5", "gold", 2.5, "gold"),
            ("../world/train/=3", "../world/train/", 3.0, "world/train"),
            ("a=b/c=2", "a=b/c", 2.0, "a=b/c"),
            ("a=b", "a=b", 1.0, "a=b"),
            ("a=0", "a=0", 1.0, "a=0"),
            ("a=-1", "a=-1", 1.0, "a=-1"),
            ("a=inf", "a=inf", 1.0, "a=inf"),
            ("a=NaN", "a=NaN", 1.0, "a=NaN"),
        ] {
            assert_eq!(read(text), (path.to_owned(), weight, name.to_owned()), "{text}");
        }
    }

    fn corpus(folders: &[(&[&str], f32)]) -> TrainingCorpus {
        let mut corpus = TrainingCorpus { gold: Vec::new(), articles: Vec::new(), parts: Vec::new() };
        for &(texts, weight) in folders {
            let start = corpus.articles.len();
            corpus.articles.extend(texts.iter().map(|&text| Article::new("a", text)));
            let texts = start..corpus.articles.len();
            corpus.parts.push(CorpusPart { name: String::new(), weight, texts, silver: false });
        }
        corpus
    }

    #[test]
    fn texts_of_the_same_words_share_a_fold_and_folders_are_dealt_evenly() {
        let texts = ["Ann left.", "Bo left.", "Cy left.", "Di left.", "Ed left.", "Flo left."];
        let corpus = corpus(&[(&texts, 1.0), (&["bo  left.", "Gus left.", "Cy left."], 3.0)]);
        let without =
            ResourceOptions { model: ModelChoice::None, names: ModelChoice::None, ..ResourceOptions::default() };
        let (resources, _) = Resources::load(&without).expect("the resources are built in");
        let docs = corpus.documents(&resources);
        let deals = deal(&corpus, &docs, 7, 5);
        assert_eq!((deals[6].fold, deals[8].fold), (deals[1].fold, deals[2].fold));
        assert_eq!(deals.iter().map(|deal| deal.weight).collect::<Vec<_>>(), [[1.0; 6].as_slice(), &[3.0; 3]].concat());
        let in_fold = |fold| deals[..6].iter().filter(|deal| deal.fold == fold).count();
        assert!((0..5).all(|fold| (1..=2).contains(&in_fold(fold))), "{deals:?}");
    }
}
