//! Where options come from: flags, else the environment, else `whosaid.toml`, else what is built in; and `whosaid config`,
//! which prints what holds.
//!
//! An option of a subcommand that is not on the command line is put there, in the words of clap, from `WHOSAID_…` or the
//! file, so that there is one parser and one kind of message. The file has a table for each subcommand:
//!
//! ```toml
//! [extract]
//! jobs = 4
//! emit = ["claims", "articles"]
//! explain = true
//! ```

use super::Cli;
use super::exit::End;
use anyhow::{Context as _, bail};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, Command, CommandFactory};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file that is read where it lies in the working folder.
const FILE: &str = "whosaid.toml";

/// Subcommands whose options may be set.
const CONFIGURABLE: [&str; 4] = ["extract", "show", "verify", "eval"];

/// Print the options that hold, and where each comes from
///
/// Options are taken from the command line, else from the environment (--max-article is WHOSAID_MAX_ARTICLE), else from
/// whosaid.toml in the working folder or the file that WHOSAID_CONFIG names, in a table for each subcommand, else from the
/// program.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "this is help for a terminal, printed as it stands")]
pub(super) struct ConfigArgs {
    /// The subcommand
    #[arg(default_value = "extract", value_parser = CONFIGURABLE)]
    command: String,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Environment(String),
    File(PathBuf),
}

/// A value of an option that was not on the command line.
struct Setting {
    option: String,
    /// `None` for a flag that is set.
    values: Vec<String>,
    flag: bool,
    origin: Origin,
}

/// The arguments with what the environment and the file add.
pub(super) fn complete(arguments: Vec<OsString>) -> anyhow::Result<Vec<OsString>> {
    let command = Cli::command().ignore_errors(true);
    let Ok(matches) = command.try_get_matches_from(&arguments) else { return Ok(arguments) };
    let Some((name, matches)) = matches.subcommand().filter(|(name, _)| CONFIGURABLE.contains(name)) else {
        return Ok(arguments);
    };
    let Some(place) = arguments.iter().position(|argument| argument.to_str() == Some(name)) else {
        return Ok(arguments);
    };
    let mut completed = arguments;
    let mut added: Vec<OsString> = Vec::new();
    for setting in settings(name)? {
        if is_given(matches, &setting.option) {
            continue;
        }
        if setting.flag {
            added.push(format!("--{}", setting.option).into());
        } else {
            added.extend(setting.values.iter().map(|value| format!("--{}={value}", setting.option).into()));
        }
    }
    completed.splice(place + 1..=place, added);
    Ok(completed)
}

fn is_given(matches: &ArgMatches, option: &str) -> bool {
    let id = option.replace('-', "_");
    let id = if matches.ids().any(|known| known.as_str() == id) { id } else { return false };
    matches.value_source(&id) == Some(ValueSource::CommandLine)
}

/// What the environment and the file say about a subcommand's options.
fn settings(name: &str) -> anyhow::Result<Vec<Setting>> {
    let command = Cli::command();
    let Some(command) = command.find_subcommand(name) else { return Ok(Vec::new()) };
    let (path, table) = read_file()?;
    let empty = Table::new();
    let table = match table.get(name) {
        Some(Value::Table(table)) => table,
        Some(_) => bail!("{}: {name} is no table", path.display()),
        None => &empty,
    };
    let options = options(command);
    if let Some(unknown) = table.keys().find(|key| !options.iter().any(|(option, _)| option == *key)) {
        bail!("{}: {name} has no option {unknown}", path.display());
    }
    let mut settings = Vec::new();
    for (option, flag) in options {
        let variable = format!("WHOSAID_{}", option.replace('-', "_").to_uppercase());
        let (values, origin) = match (std::env::var(&variable), table.get(&option)) {
            (Ok(value), _) => (vec![value], Origin::Environment(variable)),
            (Err(_), Some(value)) => {
                let values = texts(value).with_context(|| format!("{}: {name}.{option}", path.display()))?;
                (values, Origin::File(path.clone()))
            }
            (Err(_), None) => continue,
        };
        if flag {
            match values.first().map(String::as_str) {
                Some("true" | "1") => settings.push(Setting { option, values: Vec::new(), flag, origin }),
                Some("false" | "0" | "") | None => {}
                Some(other) => bail!("{}: true or false expected, not {other:?}", told(&option, &origin)),
            }
        } else {
            settings.push(Setting { option, values, flag, origin });
        }
    }
    Ok(settings)
}

/// The long options of a subcommand that may be set, and whether each is a flag.
fn options(command: &Command) -> Vec<(String, bool)> {
    let options = command.get_arguments().filter(|argument| !argument.is_positional() && !argument.is_global_set());
    let settable =
        options.filter_map(|argument| Some((argument.get_long()?.to_owned(), argument.get_action().clone())));
    // To go on is an order, and no setting.
    settable
        .filter(|(name, _)| !["help", "version", "resume", "shard"].contains(&name.as_str()))
        .map(|(name, action)| (name, matches!(action, ArgAction::SetTrue)))
        .collect()
}

fn read_file() -> anyhow::Result<(PathBuf, Table)> {
    let named = std::env::var_os("WHOSAID_CONFIG").map(PathBuf::from);
    let path = named.clone().unwrap_or_else(|| PathBuf::from(FILE));
    if named.is_none() && !path.exists() {
        return Ok((path, Table::new()));
    }
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let table: Table = text.parse().with_context(|| path.display().to_string())?;
    if let Some(unknown) = table.keys().find(|key| !CONFIGURABLE.contains(&key.as_str())) {
        bail!("{}: {unknown} is not one of {}", path.display(), CONFIGURABLE.join(", "));
    }
    Ok((path, table))
}

fn texts(value: &Value) -> anyhow::Result<Vec<String>> {
    Ok(match value {
        Value::String(text) => vec![text.clone()],
        Value::Integer(number) => vec![number.to_string()],
        Value::Float(number) => vec![number.to_string()],
        Value::Boolean(truth) => vec![truth.to_string()],
        Value::Array(values) => values.iter().map(texts).collect::<anyhow::Result<Vec<_>>>()?.concat(),
        Value::Datetime(_) | Value::Table(_) => bail!("a text, a number, true, false or a list of them expected"),
    })
}

fn told(option: &str, origin: &Origin) -> String {
    match origin {
        Origin::Environment(variable) => variable.clone(),
        Origin::File(path) => format!("{}: {option}", path.display()),
    }
}

impl ConfigArgs {
    pub(super) fn run(self) -> anyhow::Result<End> {
        let settings = settings(&self.command)?;
        let command = Cli::command();
        let mut out = format!("[{}]\n", self.command);
        let subcommand = command.find_subcommand(&self.command);
        for (option, flag) in subcommand.map(options).unwrap_or_default() {
            let setting = settings.iter().find(|setting| setting.option == option);
            let (value, origin) = match setting {
                Some(setting) if flag => ("true".to_owned(), origin_of(setting)),
                Some(setting) => (listed(&setting.values), origin_of(setting)),
                None => match subcommand.and_then(|command| default_of(command, &option)) {
                    Some(value) => (quoted(&value), "built in".to_owned()),
                    None if flag => ("false".to_owned(), "built in".to_owned()),
                    None => {
                        writeln!(out, "# {option} is not set")?;
                        continue;
                    }
                },
            };
            writeln!(out, "{option} = {value}  # {origin}")?;
        }
        std::io::stdout().write_all(out.as_bytes())?;
        Ok(End::Done)
    }
}

fn origin_of(setting: &Setting) -> String {
    match &setting.origin {
        Origin::Environment(variable) => format!("environment: {variable}"),
        Origin::File(path) => Path::new(path).display().to_string(),
    }
}

fn default_of(command: &Command, option: &str) -> Option<String> {
    let argument = command.get_arguments().find(|argument| argument.get_long() == Some(option))?;
    let values: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    (!values.is_empty() && !matches!(argument.get_action(), ArgAction::SetTrue)).then(|| values.join(","))
}

fn listed(values: &[String]) -> String {
    match values {
        [one] => quoted(one),
        several => format!("[{}]", several.iter().map(|one| quoted(one)).collect::<Vec<_>>().join(", ")),
    }
}

/// As TOML writes it; a database's URL without its secrets.
fn quoted(value: &str) -> String {
    if value.parse::<f64>().is_ok() || value == "true" || value == "false" {
        return value.to_owned();
    }
    let shown = match whosaid::output::Target::parse(value) {
        url @ whosaid::output::Target::Postgres(_) => url.to_string(),
        _ => value.to_owned(),
    };
    Value::String(shown).to_string()
}
