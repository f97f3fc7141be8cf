//! `whosaid audit serve`

use crate::audit::page::serve::{ServeOptions, Server};
use crate::cli::{exit::ExitStatus, interrupt::Interrupt, numbers::count, reading::ReadingArgs, terminal::Verbosity};
use anyhow::Context as _;
use clap::Args;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Review the claims of a run in the browser
///
/// The page is served on this machine only, at the address printed on standard output. Anyone who has the address can read the
/// articles and decide on claims. Decisions are appended to decisions.jsonl in the run folder, or to FILE.decisions.jsonl beside a file. Ctrl-C stops the server.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The folder or file of a run with claim and article records
    run: PathBuf,
    /// Where the articles are now [default: their original location]
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// Name of the reviewer, stored with each decision [default: the user name]
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Port on 127.0.0.1 [default: any free port]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl ServeArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let interrupt = Interrupt::listen()?;
        let user = || ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let annotator = self.annotator.or_else(user).unwrap_or_default().trim().to_owned();
        anyhow::ensure!(!annotator.is_empty(), "the reviewer has no name: use --annotator NAME");
        let reading = self.reading.options_of_run(&self.run)?;
        let options = ServeOptions { annotator, port: self.port, articles: self.articles, reading };
        let server = Server::open(&self.run, options)?;
        let (articles, claims) = server.run().size();
        let (articles, claims) = (count(articles as u64, "article"), count(claims as u64, "claim"));
        verbosity.note(&format!("{claims} in {articles}; open this address, Ctrl-C stops the server:"));
        // Not a message but the result, for scripts: it goes to standard output, even with `-q`.
        let mut out = io::stdout().lock();
        writeln!(out, "{}", server.address()).and_then(|()| out.flush()).context("cannot print the address")?;
        drop(out);
        server.serve(move || interrupt.is_requested())?;
        Ok(ExitStatus::Done)
    }
}
