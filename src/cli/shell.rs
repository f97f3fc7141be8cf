//! `whosaid completions` and `whosaid man`: what a package of the program ships beside it.

use super::Cli;
use super::exit::End;
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::io::{self, Write};

/// Print the completions for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> anyhow::Result<End> {
        let mut out = Vec::new();
        generate(self.shell, &mut Cli::command(), "whosaid", &mut out);
        io::stdout().write_all(&out)?;
        Ok(End::Done)
    }
}

/// Print the man page, in roff: whosaid man | man -l -
#[derive(Debug, Args)]
pub(super) struct ManPage {}

impl ManPage {
    #[allow(clippy::unused_self, reason = "every subcommand is run like this")]
    pub(super) fn run(self) -> anyhow::Result<End> {
        let mut out = Vec::new();
        let mut command = Cli::command();
        command.build();
        Man::new(command.clone()).render(&mut out)?;
        // The options of the subcommands, behind the page of the whole.
        for subcommand in command.get_subcommands().filter(|one| one.get_name() != "help") {
            let page = Man::new(subcommand.clone());
            writeln!(out, ".SH \"WHOSAID {}\"", subcommand.get_name().to_uppercase())?;
            page.render_description_section(&mut out)?;
            page.render_synopsis_section(&mut out)?;
            page.render_options_section(&mut out)?;
        }
        io::stdout().write_all(&out)?;
        Ok(End::Done)
    }
}
