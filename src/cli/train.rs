//! `whosaid train`: trains an attribution model or a name model.

use super::{eval::read_names, exit::ExitStatus, terminal};
use crate::Error;
use crate::resources::{ModelChoice, ResourceOptions, Resources};
use crate::train::names::NameRecipe;
use crate::train::{self, TrainingCorpus, TrainingFolder, TrainingRecipe};
use anyhow::{Context, Result};
use clap::{ArgGroup, Args};
use std::fs;
use std::path::{Path, PathBuf};

/// Train an attribution model on texts annotated with who said what, or a name model on texts annotated with names
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["train", "names"]))]
pub(super) struct TrainArgs {
    /// Texts to train on, in brat standoff: text/ and attributions/, or NAME.txt with NAME.ann; may be repeated. With `=WEIGHT`,
    /// each text in the folder counts that many times
    #[arg(long, value_name = "DIR[=WEIGHT]")]
    train: Vec<TrainingFolder>,

    /// Texts that another model has annotated (silver), in the same form; may be repeated. They teach the model which words are cues,
    /// sources and contents; confidence, threshold and scores come from `--train` alone
    #[arg(long, value_name = "DIR[=WEIGHT]", requires = "train")]
    silver: Vec<TrainingFolder>,

    /// Train the name model instead, on FILE.iob2, FILE.conllu with `Entity=`, or a folder with text/ and names-silver.tsv or
    /// speakers.jsonl (which names only speakers; other names are left to the rules); may be repeated
    #[arg(long, value_name = "PATH", conflicts_with_all = ["dev", "treebank"])]
    names: Vec<PathBuf>,

    /// Leave out texts whose id contains this, so that the name model can be scored on them
    #[arg(long, value_name = "TEXT", requires = "names")]
    leave_out: Option<String>,

    /// Texts to score the model on, which it is not trained on; may be repeated
    #[arg(long, value_name = "DIR")]
    dev: Vec<PathBuf>,

    /// CoNLL-U treebank to learn parts of speech from; may be repeated. The model keeps word forms and tags, no text
    #[arg(long, value_name = "FILE")]
    treebank: Vec<PathBuf>,

    /// Where to write the model; its model card is written next to it as `MODEL_CARD.md`
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,

    /// Random seed for the order of the examples and the folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = TrainingRecipe::default().seed)]
    seed: u64,

    /// Number of folds of the cross-validation, at least 2; fewer are faster
    #[arg(long, value_name = "N", default_value_t = TrainingRecipe::default().folds, value_parser = at_least::<2>)]
    folds: usize,

    /// Number of fits that are averaged, each with the examples in a different order; fewer are faster
    #[arg(long, value_name = "N", default_value_t = TrainingRecipe::default().fits, value_parser = at_least::<1>)]
    fits: usize,

    /// Date for the model card; without one, the card depends on the data alone
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,

    /// What the texts are and the terms of their use, for the model card
    #[arg(long, value_name = "TEXT", default_value = "not stated")]
    data_note: String,
}

impl TrainArgs {
    pub(super) fn run(&self) -> Result<ExitStatus> {
        if self.train.is_empty() { names(self) } else { attribution(self) }
    }
}

/// Trains the name model. What gazetteers and rules find is one of its features, so they run without a name model here.
fn names(args: &TrainArgs) -> Result<ExitStatus> {
    let without = ResourceOptions { model: ModelChoice::None, names: ModelChoice::None, ..ResourceOptions::default() };
    let (resources, _) = Resources::load(&without).context("cannot load resources")?;
    let mut texts = Vec::new();
    for path in &args.names {
        texts.extend(read_names(path, &resources.lexicons).with_context(|| format!("cannot read {}", path.display()))?);
    }
    if let Some(part) = &args.leave_out {
        texts.retain(|text| !text.id.contains(part.as_str()));
    }
    anyhow::ensure!(!texts.is_empty(), "there are no texts to train on");
    let recipe = NameRecipe { seed: args.seed, ..NameRecipe::default() };
    let model = train::names::fit(&texts, &resources, &recipe);
    write(&args.output, &model.to_bytes()?)?;
    log::info!("trained on {} texts", texts.len());
    Ok(ExitStatus::Done)
}

fn attribution(args: &TrainArgs) -> Result<ExitStatus> {
    let (resources, mut problems) =
        Resources::load(&ResourceOptions { model: ModelChoice::None, ..ResourceOptions::default() })
            .context("cannot load resources")?;
    let (texts, bad) =
        TrainingCorpus::read_with_silver(&args.train, &args.silver).context("cannot read training texts")?;
    problems.extend(bad);
    let dev: Vec<_> = args.dev.iter().map(|path| TrainingFolder { path: path.clone(), weight: 1.0 }).collect();
    let (dev, bad) = TrainingCorpus::read_all(&dev).context("cannot read development texts")?;
    problems.extend(bad);
    let recipe = TrainingRecipe {
        seed: args.seed,
        folds: args.folds,
        fits: args.fits,
        treebanks: args.treebank.clone(),
        ..TrainingRecipe::default()
    };
    let trained = train::run(&texts, Some(&dev), &resources, &recipe)?;
    let bytes = trained.model.to_bytes()?;
    let card = train::card(&train::About {
        trained: &trained,
        recipe: &recipe,
        bytes: bytes.len(),
        note: &args.data_note,
        date: args.date.as_deref(),
    });
    write(&args.output, &bytes)?;
    write(&args.output.with_file_name("MODEL_CARD.md"), card.as_bytes())?;

    problems.iter().for_each(terminal::error);
    Ok(ExitStatus::of_failures(problems.len() as u64))
}

fn at_least<const N: usize>(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number >= N).ok_or_else(|| format!("must be a whole number, at least {N}"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| Error::io(path, error)).context("cannot write the model")
}
