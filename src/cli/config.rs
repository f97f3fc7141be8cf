//! Where options come from: the command line, then the environment, then `whosaid.toml`, then the defaults; and `whosaid
//! config`, which prints the effective settings.
//!
//! An option that is not on the command line but in `WHOSAID_…` or in the file is inserted into the arguments before clap parses
//! them, so there is one parser and one style of error message. The file has a table for each subcommand:
//!
//! ```toml
//! [extract]
//! jobs = 4
//! emit = ["claims", "articles"]
//! said = true
//! ```

use super::exit::ExitStatus;
use anyhow::{Context as _, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use std::{ffi::OsString, fmt::Write as _, io::Write as _, path::PathBuf};
use toml::{Table, Value};

/// The configuration file in the working directory.
const FILE: &str = "whosaid.toml";

/// Subcommands with configurable options.
const CONFIGURABLE: [&str; 4] = ["extract", "show", "verify", "eval"];

/// Print the effective settings of a subcommand and where each came from
///
/// The command line takes precedence over the environment (WHOSAID_MAX_ARTICLE sets --max-article), and the environment over the
/// configuration file: whosaid.toml in the working directory, or the file named by WHOSAID_CONFIG. The file has a table for each
/// subcommand, such as [extract].
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "clap prints this as plain text")]
pub(super) struct ConfigArgs {
    /// The subcommand
    #[arg(default_value = "extract", value_parser = CONFIGURABLE)]
    command: String,
}

/// An option that is set outside the command line.
struct Setting {
    option: String,
    /// Empty for a flag, and for an option that can stand alone and does.
    values: Vec<String>,
    /// A variable or a file.
    origin: String,
}

/// Adds the options that are set in the environment and the file to `arguments`; `program` is the whole command line.
pub(super) fn complete(program: &Command, arguments: Vec<OsString>) -> anyhow::Result<Vec<OsString>> {
    let lenient = program.clone().ignore_errors(true);
    let Ok(matches) = lenient.try_get_matches_from(&arguments) else { return Ok(arguments) };
    let Some((name, matches)) = matches.subcommand().filter(|(name, _)| CONFIGURABLE.contains(name)) else {
        return Ok(arguments);
    };
    let Some(place) = arguments.iter().position(|argument| argument.to_str() == Some(name)) else {
        return Ok(arguments);
    };
    let mut completed = arguments;
    let mut added: Vec<OsString> = Vec::new();
    for setting in settings(program, name)? {
        if is_given(matches, &setting.option) {
            continue;
        }
        if setting.values.is_empty() {
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

/// The options of a subcommand that are set in the environment or the file.
fn settings(program: &Command, name: &str) -> anyhow::Result<Vec<Setting>> {
    let Some(command) = program.find_subcommand(name) else { return Ok(Vec::new()) };
    let (path, table) = read_file()?;
    let empty = Table::new();
    let table = match table.get(name) {
        Some(Value::Table(table)) => table,
        Some(_) => bail!("{}: {name} is not a table", path.display()),
        None => &empty,
    };
    let options = options(command);
    if let Some(unknown) = table.keys().find(|key| !options.iter().any(|(option, _)| option == *key)) {
        bail!("{}: {name} has no option {unknown}", path.display());
    }
    let mut settings = Vec::new();
    for (option, takes) in options {
        let variable = format!("WHOSAID_{}", option.replace('-', "_").to_uppercase());
        let (values, origin) = match (std::env::var(&variable), table.get(&option)) {
            (Ok(value), _) => (vec![value], variable),
            (Err(_), Some(value)) => {
                let values = texts(value).with_context(|| format!("{}: {name}.{option}", path.display()))?;
                (values, path.display().to_string())
            }
            (Err(_), None) => continue,
        };
        match values.first().map(String::as_str) {
            Some("true" | "1") if takes != TakesValue::Always => {
                settings.push(Setting { option, values: Vec::new(), origin });
            }
            Some("false" | "0" | "") if takes != TakesValue::Always => {}
            None => {}
            Some(other) if takes == TakesValue::Never => {
                bail!("{option} in {origin}: expected true or false, not {other:?}")
            }
            _ => settings.push(Setting { option, values, origin }),
        }
    }
    Ok(settings)
}

/// Whether an option takes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TakesValue {
    Always,
    /// It can stand alone.
    Optionally,
    Never,
}

/// The configurable options of a subcommand, and whether each takes a value.
fn options(command: &Command) -> Vec<(String, TakesValue)> {
    let options = command.get_arguments().filter(|argument| !argument.is_positional() && !argument.is_global_set());
    let settable = options.filter_map(|argument| Some((argument.get_long()?.to_owned(), takes_value(argument))));
    // Resuming is a command, not a setting.
    settable.filter(|(name, _)| !["help", "version", "resume", "shard"].contains(&name.as_str())).collect()
}

fn takes_value(argument: &Arg) -> TakesValue {
    match argument.get_num_args() {
        _ if matches!(argument.get_action(), ArgAction::SetTrue) => TakesValue::Never,
        Some(number) if number.min_values() == 0 => TakesValue::Optionally,
        _ => TakesValue::Always,
    }
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
        Value::Datetime(_) | Value::Table(_) => bail!("expected a string, a number, true, false, or a list of these"),
    })
}

impl ConfigArgs {
    pub(super) fn run(self, program: &Command) -> anyhow::Result<ExitStatus> {
        let settings = settings(program, &self.command)?;
        let mut out = format!("[{}]\n", self.command);
        let subcommand = program.find_subcommand(&self.command);
        for (option, takes) in subcommand.map(options).unwrap_or_default() {
            let setting = settings.iter().find(|setting| setting.option == option);
            let (value, origin) = match setting {
                Some(setting) if setting.values.is_empty() => ("true".to_owned(), format!("from {}", setting.origin)),
                Some(setting) => (listed(&setting.values), format!("from {}", setting.origin)),
                None => match subcommand.and_then(|command| default_of(command, &option)) {
                    Some(value) => (quoted(&value), "default".to_owned()),
                    None if takes != TakesValue::Always => ("false".to_owned(), "default".to_owned()),
                    None => {
                        writeln!(out, "# {option} is not set")?;
                        continue;
                    }
                },
            };
            writeln!(out, "{option} = {value}  # {origin}")?;
        }
        std::io::stdout().write_all(out.as_bytes())?;
        Ok(ExitStatus::Done)
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

/// A value in TOML syntax; secrets in a database URL are removed.
fn quoted(value: &str) -> String {
    if value.parse::<f64>().is_ok() || value == "true" || value == "false" {
        return value.to_owned();
    }
    let shown = match crate::output::Target::parse(value) {
        Ok(url @ crate::output::Target::Postgres(_)) => url.to_string(),
        _ => value.to_owned(),
    };
    Value::String(shown).to_string()
}
