//! `whosaid train`: makes an attribution model from annotated texts.

use super::eval::read_names;
use super::exit::End;
use anyhow::{Context, Result};
use clap::{ArgGroup, Args};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use whosaid::Error;
use whosaid::resources::{ModelChoice, Options, Resources};
use whosaid::train::names::NameRecipe;
use whosaid::train::{self, Corpus, Recipe};

/// Train an attribution model on texts annotated with who said what, or a name model on texts with names
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["train", "names"]))]
pub(crate) struct TrainArgs {
    /// Texts to learn from, as brat standoff: text/ and attributions/, or NAME.txt with NAME.ann
    #[arg(long, value_name = "DIR")]
    train: Option<PathBuf>,

    /// Train the name model instead, on the names of FILE.iob2, FILE.conllu with `Entity=`, or a folder with
    /// names-silver.tsv and text/; may be given several times
    #[arg(long, value_name = "PATH", conflicts_with_all = ["dev", "treebank"])]
    names: Vec<PathBuf>,

    /// Leave out the texts whose id contains this, to score the name model on them
    #[arg(long, value_name = "TEXT", requires = "names")]
    leave_out: Option<String>,

    /// Texts to score the model on; nothing is learnt from them
    #[arg(long, value_name = "DIR")]
    dev: Option<PathBuf>,

    /// Treebank in CoNLL-U for parts of speech; may be given several times. The model keeps forms and tags, no text
    #[arg(long, value_name = "FILE")]
    treebank: Vec<PathBuf>,

    /// Where to write the model; its card is written beside it as `MODEL_CARD.md`
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,

    /// Decides the order of examples and the folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = Recipe::default().seed)]
    seed: u64,

    /// Date to write on the card; without it, the card has none and depends on the data alone
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,

    /// What the texts are and under which terms they may be used, for the card
    #[arg(long, value_name = "TEXT", default_value = "not stated")]
    data_note: String,
}

/// Runs the subcommand. Files that could not be used are each named on stderr.
///
/// # Errors
/// A folder or treebank that cannot be read, texts that nothing can be learnt from, or a model that cannot be written.
pub(super) fn run(args: &TrainArgs) -> Result<End> {
    match &args.train {
        Some(dir) => attribution(args, dir),
        None => names(args),
    }
}

/// Trains the name model. It learns from what the rules say, so there is none when it does.
fn names(args: &TrainArgs) -> Result<End> {
    let without = Options { model: ModelChoice::None, names: ModelChoice::None, ..Options::default() };
    let (resources, _) = Resources::load(&without).context("cannot load resources")?;
    let mut texts = Vec::new();
    for path in &args.names {
        texts.extend(read_names(path, &resources.lexicons).with_context(|| format!("cannot read {}", path.display()))?);
    }
    if let Some(part) = &args.leave_out {
        texts.retain(|text| !text.id.contains(part.as_str()));
    }
    anyhow::ensure!(!texts.is_empty(), "there are no texts to learn from");
    let recipe = NameRecipe { seed: args.seed, ..NameRecipe::default() };
    let model = train::names::fit(&texts, &resources, &recipe);
    write(&args.output, &model.to_bytes()?)?;
    log::info!("learnt names from {} texts", texts.len());
    Ok(End::Done)
}

fn attribution(args: &TrainArgs, dir: &Path) -> Result<End> {
    let (resources, mut problems) = Resources::load(&Options { model: ModelChoice::None, ..Options::default() })
        .context("cannot load resources")?;
    let (texts, bad) = Corpus::read(dir).context("cannot read training texts")?;
    problems.extend(bad);
    let dev = match &args.dev {
        Some(dir) => {
            let (texts, bad) = Corpus::read(dir).context("cannot read development texts")?;
            problems.extend(bad);
            Some(texts)
        }
        None => None,
    };
    let recipe = Recipe { seed: args.seed, treebanks: args.treebank.clone(), ..Recipe::default() };
    let trained = train::run(&texts, dev.as_ref(), &resources, &recipe)?;
    let bytes = trained.model.to_bytes()?;
    let card = train::card(&train::About {
        trained: &trained,
        recipe: &recipe,
        bytes: bytes.len(),
        texts: texts.len(),
        dev: dev.as_ref().map(Corpus::len),
        note: &args.data_note,
        date: args.date.as_deref(),
    });
    write(&args.output, &bytes)?;
    write(&args.output.with_file_name("MODEL_CARD.md"), card.as_bytes())?;

    let mut err = io::stderr().lock();
    for problem in &problems {
        writeln!(err, "{problem}")?;
    }
    Ok(if problems.is_empty() { End::Done } else { End::SomeFailed })
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| Error::io(path, error)).context("cannot write the model")
}
