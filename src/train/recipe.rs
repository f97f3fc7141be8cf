//! The recipe: what is fitted on what, in which order, with which settings, and how well it does.

use super::corpus::{self, TrainingCorpus};
use super::crf::Fit;
use super::{claims, cues, lexicon, roles, triggers};
use crate::attribution::engine::claim::ClaimCandidate;
use crate::attribution::engine::{Buffers, Model};
use crate::document::Document;
use crate::error::Result;
use crate::eval::attribution::AttributionScores;
use crate::gold::Attribution;
use crate::resources::Resources;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;

/// Settings of the recipe. The defaults are what the shipped model is made with.
#[derive(Debug, Clone)]
pub struct TrainingRecipe {
    /// Decides the order of examples and the folds.
    pub seed: u64,
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
        Self { seed: 7, treebanks: Vec::new(), cue_bias: 1.4, cue_keys: 300_000, role_keys: 480_000 }
    }
}

/// How many fits are averaged for each CRF.
const RUNS: usize = 3;

/// How well a model does.
#[derive(Debug, Clone)]
pub struct TrainingFigures {
    /// Cross-validated on the training texts.
    pub cross_validated: AttributionScores,
    /// On the development texts, if there are any.
    pub dev: Option<AttributionScores>,
    /// Rows of the reliability table of the cross-validation: lower end of the confidence, mean confidence, share that is
    /// right, count.
    pub reliability: Vec<(f64, f64, f64, usize)>,
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
    let treebanks = lexicon::read_treebanks(&recipe.treebanks)?;
    let words = lexicon::build(&treebanks, &docs, &gold)?;
    drop(treebanks);
    let texts = corpus::texts(train, &docs, &words, recipe.seed);
    log(&format!("read {} texts; {} forms", texts.len(), words.forms.len()));

    let cue_fit = Fit { epochs: 8, averaged: 4, rate: 0.04, l2: 0.01, drop: 0.2, runs: RUNS, seed: recipe.seed };
    let trigger_data = triggers::gather(&texts);
    let (trigger, trigger_sets) = triggers::fit_and_jackknife(&texts, &trigger_data, Fit { runs: 1, ..cue_fit });
    drop(trigger_data);
    let (active, covered) = cues::coverage(&texts, &trigger_sets);
    log(&format!(
        "stage 1 looks at {:.1} % of the tokens, and at all of {:.1} % of the cues",
        100.0 * active,
        100.0 * covered
    ));
    let quick = |fit: Fit| Fit { runs: 1, ..fit };
    let outline_data = cues::gather(&texts, &trigger_sets, true);
    let (cue, cue_outlines) = cues::fit_outlines(&outline_data, quick(cue_fit), recipe.cue_bias);
    let cue_data = cues::gather(&texts, &trigger_sets, false);
    log("stage 1 gathered");
    let found = cues::jackknife(&texts, &trigger_sets, cue_outlines, &cue_data, cue_fit, recipe.cue_keys);
    let cue = cues::fit(&cue_data, cue, None, cue_fit, recipe.cue_keys);
    drop(cue_data);
    log(&format!("stage 1 fitted; {} candidates", found.iter().map(Vec::len).sum::<usize>()));

    let role_fit = Fit { epochs: 8, averaged: 4, rate: 0.025, l2: 0.01, drop: 0.2, runs: RUNS, seed: recipe.seed };
    let outline_data = roles::gather(&texts, &found, true);
    let (outline, outlines) = roles::fit_outlines(&outline_data, quick(role_fit));
    drop(outline_data);
    let (open, wrong) = roles::coverage(&texts, &found, &outlines);
    log(&format!(
        "stage 2 leaves {:.1} % of the tokens open, {:.2} % are clear but wrong",
        100.0 * open,
        100.0 * wrong
    ));
    let role_data = roles::gather(&texts, &found, false);
    log("stage 2 gathered");
    let candidates = roles::jackknife(&texts, &found, outlines, &role_data, role_fit, recipe.role_keys);
    let role = roles::fit(&role_data, outline, None, role_fit, recipe.role_keys);
    drop(role_data);
    log("stage 2 fitted");

    let gathered = claims::gather(&texts, &candidates);
    let confidences = claims::jackknife(&gathered);
    let labels = &gathered.examples.labels;
    let attributions: usize = gold.iter().map(|article| article.first().len()).sum();
    let threshold = claims::threshold(&confidences, labels, attributions);
    let claim = claims::fit(&gathered, threshold);
    log(&format!("classifier fitted; threshold {threshold:.3}"));

    let cross_validated = cross_validated(train, &docs, &candidates, &confidences, threshold);
    let reliability = reliability(&confidences, labels);
    let model = Model { words, trigger, cue, role, claim };
    let dev = dev.map(|dev| score(dev, resources, &model));
    log("scored");
    Ok(Trained { model, figures: TrainingFigures { cross_validated, dev, reliability } })
}

/// Scores a model on annotated texts.
#[must_use]
pub fn score(corpus: &TrainingCorpus, resources: &Resources, model: &Model) -> AttributionScores {
    let docs = corpus.documents(resources);
    let scores = docs.par_iter().enumerate().map(|(index, doc)| {
        let predicted: Vec<Attribution> = model
            .readings(doc, &mut Buffers::default())
            .iter()
            .map(|reading| Attribution {
                id: String::new(),
                source: corpus::spans(doc, &reading.source),
                cue: corpus::spans(doc, &[reading.cue]),
                content: corpus::spans(doc, &reading.content),
            })
            .collect();
        AttributionScores::of(doc.text(), &predicted, corpus.gold(index).first())
    });
    sum(&scores.collect::<Vec<_>>())
}

fn cross_validated(
    corpus: &TrainingCorpus,
    docs: &[Document<'_>],
    candidates: &[Vec<ClaimCandidate>],
    confidences: &[f64],
    threshold: f64,
) -> AttributionScores {
    let mut rest = confidences;
    let mut kept = Vec::with_capacity(docs.len());
    for candidates in candidates {
        let (here, later) = rest.split_at(candidates.len());
        rest = later;
        kept.push(here);
    }
    let scores = docs.par_iter().enumerate().map(|(index, doc)| {
        let sure = candidates[index].iter().zip(kept[index]).filter(|(_, confidence)| **confidence >= threshold);
        let predicted: Vec<Attribution> = sure
            .filter(|(candidate, _)| !candidate.content.is_empty())
            .map(|(candidate, _)| Attribution {
                id: String::new(),
                source: corpus::spans(doc, &candidate.source),
                cue: corpus::spans(doc, &[candidate.cue.tokens]),
                content: corpus::spans(doc, &candidate.content),
            })
            .collect();
        AttributionScores::of(doc.text(), &predicted, corpus.gold(index).first())
    });
    sum(&scores.collect::<Vec<_>>())
}

fn sum(scores: &[AttributionScores]) -> AttributionScores {
    let mut total = AttributionScores::default();
    for one in scores {
        total.add(one);
    }
    total
}

fn reliability(confidences: &[f64], labels: &[bool]) -> Vec<(f64, f64, f64, usize)> {
    let mut rows = Vec::new();
    for step in 0..10 {
        let low = f64::from(step) / 10.0;
        let here: Vec<usize> =
            (0..labels.len()).filter(|&example| ((confidences[example] * 10.0) as i32).min(9) == step).collect();
        if !here.is_empty() {
            let count = here.len() as f64;
            let mean = here.iter().map(|&example| confidences[example]).sum::<f64>() / count;
            let right = here.iter().filter(|&&example| labels[example]).count() as f64 / count;
            rows.push((low, mean, right, here.len()));
        }
    }
    rows
}
