//! `whosaid completions` and `whosaid man`, for packages to ship; and the command line itself, for run logs.

use super::exit::ExitStatus;
use crate::output::Target;
use clap::{Args, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::io::{self, Write};

/// Print completions for a shell
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    pub(super) fn run(self, mut program: Command) -> anyhow::Result<ExitStatus> {
        let mut out = Vec::new();
        generate(self.shell, &mut program, "whosaid", &mut out);
        io::stdout().write_all(&out)?;
        Ok(ExitStatus::Done)
    }
}

/// Prints the man page.
pub(super) fn man(mut program: Command) -> anyhow::Result<ExitStatus> {
    let mut out = Vec::new();
    program.build();
    Man::new(program.clone()).render(&mut out)?;
    // One page for everything: the options of each subcommand follow.
    for subcommand in program.get_subcommands().filter(|one| one.get_name() != "help") {
        let page = Man::new(subcommand.clone());
        writeln!(out, ".SH \"WHOSAID {}\"", subcommand.get_name().to_uppercase())?;
        page.render_description_section(&mut out)?;
        page.render_synopsis_section(&mut out)?;
        page.render_options_section(&mut out)?;
    }
    io::stdout().write_all(&out)?;
    Ok(ExitStatus::Done)
}

/// The arguments of this process, to be logged; secrets in a database URL are removed.
pub(super) fn command_line() -> Vec<String> {
    std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .map(|argument| {
            let value = argument.find("postgres").map_or("", |start| &argument[start..]);
            match Target::parse(value) {
                Ok(url @ Target::Postgres(_)) => argument.replace(value, &url.to_string()),
                _ => argument,
            }
        })
        .collect()
}
