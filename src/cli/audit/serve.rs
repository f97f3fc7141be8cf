//! `whosaid audit serve`

use crate::cli::Verbosity;
use crate::cli::exit::End;
use crate::cli::interrupt::Interrupt;
use crate::cli::reading::ReadingArgs;
use crate::cli::size::grouped;
use anyhow::Context as _;
use clap::Args;
use std::io::{self, Write as _};
use std::path::PathBuf;
use whosaid::audit::page::serve::{ServeOptions, Server};

/// Serve a page for looking at the claims of a run and deciding on them
///
/// The page is on this machine only, at the address that is printed on standard output: whoever has the address can read the
/// articles and decide. Decisions are appended to decisions.jsonl in the run folder. Ctrl-C ends it.
#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArgs {
    /// The folder of a run with claims and articles
    run: PathBuf,
    /// Where the articles are now, if not where the run read them
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// Who decides [default: the user's name]
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// The port of 127.0.0.1; any that is free without this
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl ServeArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let interrupt = Interrupt::listen()?;
        let user = || ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let annotator = self.annotator.or_else(user).unwrap_or_default().trim().to_owned();
        anyhow::ensure!(!annotator.is_empty(), "who decides? --annotator NAME says it");
        let reading = self.reading.options(Some(self.run.clone()));
        let options = ServeOptions { annotator, port: self.port, articles: self.articles, reading };
        let server = Server::open(&self.run, options)?;
        let (articles, claims) = server.run().size();
        let (articles, claims) = (grouped(articles as u64), grouped(claims as u64));
        verbosity.note(&format!("{claims} claims of {articles} articles; open this address, Ctrl-C ends it:"));
        // The one line that is not a message: scripts read it, and `-q` leaves it.
        let mut out = io::stdout().lock();
        writeln!(out, "{}", server.address()).and_then(|()| out.flush()).context("cannot print the address")?;
        drop(out);
        server.serve(move || interrupt.is_asked())?;
        Ok(End::Done)
    }
}
