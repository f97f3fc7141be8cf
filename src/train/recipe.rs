//! The recipe: what is fitted on what, in which order, with which settings, and how well it does.

use super::corpus::{self, CorpusPart, TrainingCorpus};
use super::crf::Fit;
use super::{claims, cues, lexicon, roles, triggers};
use crate::attribution::engine::claim::ClaimCandidate;
use crate::attribution::engine::{Buffers, Model};
use crate::attribution::reading::ClaimReading;
use crate::document::Document;
use crate::error::Result;
use crate::eval::{attribution::AttributionScores, predicted::Predicted, reliability::Reliability};
use crate::gold::{Attribution, conllu};
use crate::resources::Resources;
use crate::token_span::TokenSpan;
use rayon::prelude::*;
use std::{path::PathBuf, time::Instant};

/// Settings of the recipe. The defaults are what the shipped model is made with.
#[derive(Debug, Clone)]
pub struct TrainingRecipe {
    /// Decides the order of examples and the folds.
    pub seed: u64,
    /// How many parts the training texts are cut into; each is predicted by models that have seen the others alone.
    pub folds: usize,
    /// How many fits are averaged for each CRF of the model. Those of the folds are fitted once.
    pub fits: usize,
    /// Treebanks for parts of speech, as CoNLL-U; the model keeps forms and tags.
    pub treebanks: Vec<PathBuf>,
    /// Bias of stage 1.
    pub cue_bias: f32,
    /// Keys that stage 1 may keep.
    pub cue_keys: usize,
    /// Keys that stage 2 may keep.
    pub role_keys: usize,
}

impl Default for TrainingRecipe {
    fn default() -> Self {
        Self { seed: 7, folds: 5, fits: 3, treebanks: Vec::new(), cue_bias: 1.4, cue_keys: 280_000, role_keys: 400_000 }
    }
}

/// How well a model does.
#[derive(Debug, Clone)]
pub struct TrainingFigures {
    /// Cross-validated on each folder of gold.
    pub cross_validated: Vec<FolderScores>,
    /// The folders of silver.
    pub silver: Vec<SilverFolder>,
    /// On each folder of development texts, if there are any.
    pub dev: Vec<FolderScores>,
    /// Calibration of all candidates of the training texts, cross-validated.
    pub reliability: Reliability,
}

/// How well a model does on the texts of one folder.
#[derive(Debug, Clone)]
pub struct FolderScores {
    /// The last two names of its path.
    pub name: String,
    /// How many texts it has.
    pub texts: usize,
    /// How much each of them counted in training.
    pub weight: f32,
    /// The scores.
    pub scores: AttributionScores,
    /// Calibration of the claims.
    pub reliability: Reliability,
}

/// A folder of texts that another model has annotated.
#[derive(Debug, Clone)]
pub struct SilverFolder {
    /// The last two names of its path.
    pub name: String,
    /// How many texts it has.
    pub texts: usize,
    /// How much each of them counted in training.
    pub weight: f32,
}

/// A model and its figures.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Its figures.
    pub figures: TrainingFigures,
}

/// Trains a model.
///
/// # Errors
/// Treebanks that cannot be read.
pub fn run(
    train: &TrainingCorpus,
    dev: Option<&TrainingCorpus>,
    resources: &Resources,
    recipe: &TrainingRecipe,
) -> Result<Trained> {
    let clock = Instant::now();
    let log = |what: &str| log::info!("{:6.1} s  {what}", clock.elapsed().as_secs_f64());
    let docs = train.documents(resources);
    let gold: Vec<_> = (0..train.len()).map(|index| train.gold(index)).collect();
    let mut treebanks = Vec::new();
    for path in &recipe.treebanks {
        treebanks.extend(conllu::read(path)?);
    }
    let words = lexicon::build(&treebanks, &docs, &gold)?;
    drop(treebanks);
    let texts = corpus::texts(train, &docs, &words, recipe.seed, recipe.folds);
    log(&format!("read {} texts; {} forms", texts.len(), words.forms.len()));

    let cue_fit = Fit { epochs: 8, averaged: 4, rate: 0.04, l2: 0.01, drop: 0.2, runs: 1, seed: recipe.seed };
    let whole = |fit: Fit| Fit { runs: recipe.fits, ..fit };
    let trigger_data = triggers::gather(&texts);
    let (trigger, trigger_sets) = triggers::fit_and_jackknife(&texts, &trigger_data, cue_fit, recipe.folds);
    drop(trigger_data);
    let (active, covered) = cues::coverage(&texts, &trigger_sets);
    log(&format!(
        "stage 1 looks at {:.1} % of the tokens, and at all of {:.1} % of the cues",
        100.0 * active,
        100.0 * covered
    ));
    let cue_data = cues::gather(&texts, &trigger_sets);
    log("stage 1 gathered");
    let fit_cue = |fold, fit| cues::fit(&cue_data, fold, fit, recipe.cue_keys, recipe.cue_bias);
    let found = cues::jackknife(&texts, &trigger_sets, recipe.folds, |fold| fit_cue(fold, cue_fit));
    log(&format!("stage 1 jackknifed; {} candidates", found.iter().map(Vec::len).sum::<usize>()));
    let cue = fit_cue(None, whole(cue_fit));
    drop(cue_data);
    log("stage 1 fitted");

    let role_fit = Fit { epochs: 8, averaged: 4, rate: 0.025, l2: 0.01, drop: 0.2, runs: 1, seed: recipe.seed };
    let role_data = roles::gather(&texts, &found);
    log("stage 2 gathered");
    let fit_role = |fold, fit| roles::fit(&role_data, fold, fit, recipe.role_keys);
    let candidates = roles::jackknife(&texts, &found, recipe.folds, |fold| fit_role(fold, role_fit));
    log("stage 2 jackknifed");
    let role = fit_role(None, whole(role_fit));
    drop(role_data);
    log("stage 2 fitted");

    // What a claim is worth is learned from gold alone.
    let (texts, candidates) = (&texts[..train.gold_texts()], &candidates[..train.gold_texts()]);
    let gathered = claims::gather(texts, candidates);
    let mut confidences = claims::jackknife(&gathered, recipe.folds);
    let line = claims::Calibration::fit(&confidences, &gathered.examples);
    for confidence in &mut confidences {
        *confidence = line.apply(*confidence);
    }
    let attributions =
        texts.iter().zip(&gold).map(|(text, gold)| f64::from(text.deal.weight) * gold.first().len() as f64);
    let threshold = claims::threshold(&confidences, &gathered.examples, attributions.sum());
    let claim = claims::fit(&gathered, line, threshold);
    log(&format!("calibrated by {line:?}"));
    log(&format!("classifier fitted; threshold {threshold:.3}"));

    let cross_validated = cross_validated(train, &docs, candidates, &confidences, threshold);
    let mut reliability = Reliability::default();
    for (confidence, &right) in confidences.iter().zip(&gathered.examples.labels) {
        reliability.count(Some(*confidence as f32), right);
    }
    let model = Model { words, trigger, cue, role, claim };
    let dev = dev.map_or_else(Vec::new, |dev| score_folders(dev, resources, &model));
    log("scored");
    let silver = train.silver_parts().map(|part| SilverFolder {
        name: part.name.clone(),
        texts: part.texts.len(),
        weight: part.weight,
    });
    Ok(Trained { model, figures: TrainingFigures { cross_validated, silver: silver.collect(), dev, reliability } })
}

/// Scores a model on annotated texts.
pub fn score(corpus: &TrainingCorpus, resources: &Resources, model: &Model) -> AttributionScores {
    let mut total = AttributionScores::default();
    for folder in score_folders(corpus, resources, model) {
        total.add(&folder.scores);
    }
    total
}

/// Scores a model on the texts of each folder.
fn score_folders(corpus: &TrainingCorpus, resources: &Resources, model: &Model) -> Vec<FolderScores> {
    let docs = corpus.documents(resources);
    by_folder(corpus, &docs, |index| {
        let readings = model.readings(&docs[index], &mut Buffers::default());
        let claim = |one: &ClaimReading| predicted(&docs[index], &one.source, one.cue, &one.content, one.confidence);
        readings.iter().map(claim).collect()
    })
}

/// Scores what `read` makes of each text, folder by folder.
fn by_folder(
    corpus: &TrainingCorpus,
    docs: &[Document<'_>],
    read: impl Fn(usize) -> Vec<Predicted> + Sync,
) -> Vec<FolderScores> {
    let of_folder = |part: &CorpusPart| {
        let each = part.texts.clone().into_par_iter().map(|index| {
            let claims = read(index);
            let spans: Vec<Attribution> = claims.iter().map(|claim| claim.spans.clone()).collect();
            (AttributionScores::of(docs[index].text(), &spans, corpus.gold(index).first()), claims)
        });
        let (mut scores, mut reliability) = (AttributionScores::default(), Reliability::default());
        for (index, (one, claims)) in part.texts.clone().zip(each.collect::<Vec<_>>()) {
            scores.add(&one);
            reliability.add(docs[index].text(), &claims, corpus.gold(index).first());
        }
        FolderScores { name: part.name.clone(), texts: part.texts.len(), weight: part.weight, scores, reliability }
    };
    corpus.gold_parts().map(of_folder).collect()
}

fn cross_validated(
    corpus: &TrainingCorpus,
    docs: &[Document<'_>],
    candidates: &[Vec<ClaimCandidate>],
    confidences: &[f64],
    threshold: f64,
) -> Vec<FolderScores> {
    let mut rest = confidences;
    let mut kept = Vec::with_capacity(candidates.len());
    for candidates in candidates {
        let (here, later) = rest.split_at(candidates.len());
        rest = later;
        kept.push(here);
    }
    by_folder(corpus, docs, |index| {
        let sure = candidates[index].iter().zip(kept[index]).filter(|(_, confidence)| **confidence >= threshold);
        let sure = sure.filter(|(candidate, _)| !candidate.content.is_empty());
        sure.map(|(one, confidence)| {
            predicted(&docs[index], &one.source, one.cue.tokens, &one.content, *confidence as f32)
        })
        .collect()
    })
}

/// A claim in spans, as scores take it.
fn predicted(
    doc: &Document<'_>,
    source: &[TokenSpan],
    cue: TokenSpan,
    content: &[TokenSpan],
    confidence: f32,
) -> Predicted {
    let spans = |runs: &[TokenSpan]| runs.iter().map(|&run| doc.span_of(run)).collect();
    let spans = Attribution { id: String::new(), source: spans(source), cue: spans(&[cue]), content: spans(content) };
    Predicted { spans, confidence: Some(confidence), ..Predicted::default() }
}
