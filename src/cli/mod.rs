//! The command line: one file per subcommand. The only place that knows clap, the terminal and exit codes.

mod audit;
mod config;
mod diff;
mod eval;
mod exit;
mod extract;
mod gazetteer;
mod interrupt;
mod merge;
mod progress;
mod reading;
mod safe;
mod schema;
mod shell;
mod show;
mod size;
mod terminal;
mod train;
mod verify;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use whosaid::document::EntityKind;
use whosaid::resources::{GazetteerOptions, ModelChoice, Options};

/// Reads news articles and writes who said what: attributed claims as JSON Lines, each part with its exact place.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    verbosity: Verbosity,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Extract),
    Show(show::Show),
    #[command(subcommand)]
    Gazetteer(gazetteer::Gazetteer),
    Verify(verify::VerifyArgs),
    Diff(diff::DiffArgs),
    #[command(subcommand)]
    Audit(audit::Audit),
    Merge(merge::MergeArgs),
    Eval(eval::EvalArgs),
    Train(train::TrainArgs),
    Schema(schema::Schema),
    Config(config::ConfigArgs),
    Completions(shell::Completions),
    Man(shell::ManPage),
}

/// How much to say on standard error.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Verbosity {
    /// Say nothing but errors: no summary, no warnings, no progress
    #[arg(long, short, global = true, display_order = 100)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(long, short, global = true, conflicts_with = "quiet", display_order = 100)]
    pub(crate) verbose: bool,
}

impl Verbosity {
    /// Prints a summary, unless nothing but errors is wanted.
    fn note(self, text: &str) {
        if !self.quiet {
            terminal::note(text);
        }
    }
}

/// Which names to look for, with which model to find claims, and how it leans.
#[derive(Debug, Args)]
struct ResourceArgs {
    /// Replace the built-in gazetteers by this list, or by all lists of a folder
    #[arg(long, value_name = "PATH")]
    gazetteers: Option<PathBuf>,
    /// Add the names of this list; may be given several times. A table (CSV or TSV with a header: name,type is enough), a
    /// text with one name per line, spaCy patterns, GATE lists, FollowTheMoney, a Wikidata dump, or a compiled file
    #[arg(long, value_name = "FILE")]
    add_gazetteer: Vec<PathBuf>,
    /// What the lists name that do not say it
    #[arg(long, value_name = "TYPE")]
    gazetteer_type: Option<Type>,
    /// Find claims with the model in this file, made by `whosaid train`, instead of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Name model to use instead of the one built in, made by `whosaid train --names`; `none` for the names that gazetteers
    /// and rules find
    #[arg(long, value_name = "FILE")]
    name_model: Option<PathBuf>,
    /// Trade precision for recall: from -3 (few claims, the surest) to 3 (many claims, more of them wrong)
    #[arg(long, value_name = "N", default_value_t = 0.0, value_parser = leaning, allow_negative_numbers = true)]
    precision_recall: f32,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Type {
    Person,
    State,
    Organization,
}

impl Type {
    fn kind(self) -> EntityKind {
        match self {
            Self::Person => EntityKind::Person,
            Self::State => EntityKind::State,
            Self::Organization => EntityKind::Organization,
        }
    }
}

/// A number from -3 to 3.
fn leaning(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if (-3.0..=3.0).contains(&number) => Ok(number),
        _ => Err("a number from -3 to 3 expected".to_owned()),
    }
}

impl ResourceArgs {
    /// What to load.
    fn options(&self) -> Options {
        Options {
            gazetteers: GazetteerOptions {
                replace: self.gazetteers.clone(),
                add: self.add_gazetteer.clone(),
                kind: self.gazetteer_type.map(Type::kind),
            },
            model: self.model.clone().map_or(ModelChoice::Embedded, ModelChoice::File),
            names: self.name_model.clone().map_or(ModelChoice::Embedded, |path| match path.as_os_str().to_str() {
                Some("none") => ModelChoice::None,
                _ => ModelChoice::File(path),
            }),
            leaning: self.precision_recall,
        }
    }

    /// Loads the resources; rows that cannot be used are reported, and their number is returned.
    fn load(&self) -> whosaid::Result<(whosaid::Resources, usize)> {
        let (resources, broken) = whosaid::Resources::load(&self.options())?;
        broken.iter().for_each(terminal::error);
        Ok((resources, broken.len()))
    }
}

/// Parses the arguments, runs the subcommand, reports what ended it.
pub(crate) fn main() -> ExitCode {
    let arguments = match config::complete(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(error) => return exit::code(Err(error)),
    };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    whosaid::pipeline::keep_panics_quiet();
    let default =
        if matches!(cli.command, Command::Extract(_)) { log::LevelFilter::Info } else { log::LevelFilter::Warn };
    terminal::start_log(cli.verbosity, default);
    let result = match cli.command {
        Command::Extract(command) => command.run(cli.verbosity),
        Command::Eval(command) => eval::run(&command),
        Command::Show(command) => command.run(),
        Command::Gazetteer(command) => command.run(cli.verbosity),
        Command::Schema(command) => command.run(),
        Command::Train(command) => train::run(&command),
        Command::Verify(command) => command.run(cli.verbosity),
        Command::Diff(command) => command.run(),
        Command::Audit(command) => command.run(cli.verbosity),
        Command::Merge(command) => command.run(cli.verbosity),
        Command::Config(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    exit::code(result)
}
