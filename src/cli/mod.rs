//! The command line: one file per subcommand. The only part that knows clap, the terminal and exit codes.

mod audit;
mod choice;
mod classes;
mod config;
mod diff;
mod entities;
mod eval;
mod exit;
mod extract;
mod failures;
mod gazetteer;
mod interrupt;
mod merge;
mod numbers;
mod progress;
mod reading;
mod repeated;
mod resource;
mod safe;
mod schema;
mod shell;
mod show;
mod stdout;
mod terminal;
mod train;
mod verify;
mod warnings;

use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use terminal::Verbosity;

/// Extract who said what from news articles: every claim with its source, cue and content, and where each is in the text.
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
    Extract(extract::ExtractArgs),
    Show(show::ShowArgs),
    #[command(subcommand)]
    Gazetteer(gazetteer::GazetteerCommand),
    Verify(verify::VerifyArgs),
    Diff(diff::DiffArgs),
    Entities(entities::EntitiesArgs),
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    Merge(merge::MergeArgs),
    Eval(eval::EvalArgs),
    Train(train::TrainArgs),
    Schema(schema::SchemaArgs),
    Config(config::ConfigArgs),
    Completions(shell::CompletionsArgs),
    /// Print the man page in roff format: whosaid man | man -l -
    Man,
}

/// The program: parses the arguments, of which the first is its own name, runs the subcommand, reports a fatal error, and
/// returns the exit code. Writes to stdout and stderr and installs a logger, so it can be called once in a process.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match config::complete(&Cli::command(), arguments.into_iter().collect()) {
        Ok(arguments) => arguments,
        Err(error) => return exit::code(Err(error)),
    };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    crate::pipeline::keep_panics_quiet();
    let default =
        if matches!(cli.command, Command::Extract(_)) { log::LevelFilter::Info } else { log::LevelFilter::Warn };
    terminal::start_log(cli.verbosity, default);
    interrupt::survive_size_limit();
    // What these two write is no text on standard output.
    let prints = !matches!(cli.command, Command::Extract(_) | Command::Merge(_));
    if prints && let Err(closed) = stdout::check() {
        return exit::code(Err(closed));
    }
    let result = match cli.command {
        Command::Extract(args) => args.run(cli.verbosity, Cli::command()),
        Command::Eval(args) => args.run(),
        Command::Show(args) => args.run(),
        Command::Gazetteer(command) => command.run(cli.verbosity),
        Command::Schema(args) => args.run(),
        Command::Train(args) => args.run(),
        Command::Verify(args) => args.run(cli.verbosity),
        Command::Diff(args) => args.run(),
        Command::Entities(args) => args.run(cli.verbosity),
        Command::Audit(command) => command.run(cli.verbosity),
        Command::Merge(args) => args.run(cli.verbosity),
        Command::Config(args) => args.run(&Cli::command()),
        Command::Completions(args) => args.run(Cli::command()),
        Command::Man => shell::man(Cli::command()),
    };
    exit::code(result)
}
