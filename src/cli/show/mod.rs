//! `whosaid show`: one article, marked up for reading in a terminal.

mod flow;
mod marks;
mod render;

use super::{
    choice::ExplainArgs, choice::When, classes::ClassArgs, exit::ExitStatus, resource::ResourceArgs, terminal,
};
use crate::input::{self, InputReader, ReadEvent, STDIN};
use crate::pipeline::{self, annotate};
use crate::record::Emit;
use anyhow::bail;
use clap::Args;
use render::{DrawStyle, render};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// Show an article with its sources, cues and contents marked, and list its claims
///
/// On a terminal each speaker has a color, cues are underlined, and contents are in italics. Without color, the parts of claim 1
/// are put in brackets: [s1 source], [c1 cue], [q1 content].
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "clap prints this as plain text")]
pub(super) struct ShowArgs {
    /// A file in any supported format; - for standard input
    file: PathBuf,
    /// Id of the article to show [default: the first one]
    #[arg(long, value_name = "ID")]
    doc: Option<String>,
    /// When to use color; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Line width in columns; 0 turns wrapping off [default: the width of the terminal, otherwise 0]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    #[command(flatten)]
    explain: ExplainArgs,
    #[command(flatten)]
    classes: ClassArgs,
    #[command(flatten)]
    resources: ResourceArgs,
}

/// Longer lines are hard to read, however wide the terminal is.
const MAX_WIDTH: usize = 100;

impl ShowArgs {
    pub(super) fn run(self) -> anyhow::Result<ExitStatus> {
        let style = self.style();
        let mut failed = 0;
        let mut wanted = None;
        let is_wanted = |id: &str| self.doc.as_deref().is_none_or(|doc| doc == id);
        for read in InputReader::new(vec![self.file.clone()], input::ReadOptions::default()).articles() {
            match read {
                ReadEvent::Article(article) if is_wanted(&article.id) => {
                    wanted = Some(article);
                    break;
                }
                ReadEvent::Article(_) => {}
                ReadEvent::Warned(warning) => log::warn!("{warning}"),
                ReadEvent::Failed(error) => {
                    failed += 1;
                    terminal::error(&error);
                }
            }
        }
        let Some(article) = wanted else {
            let file =
                if self.file.as_os_str() == STDIN { "standard input".into() } else { self.file.to_string_lossy() };
            match self.doc {
                Some(doc) => bail!("{file}: there is no article with the id {doc}"),
                None if failed > 0 => return Ok(ExitStatus::Failed),
                None => bail!("{file}: contains no article"),
            }
        };
        let depth = pipeline::depth(Emit { claims: true, ..Emit::default() }, self.explain.wanted());
        let (resources, broken) = self.resources.load(depth)?;
        let mut doc = annotate(&article, &resources, depth);
        self.classes.wanted().keep_only(&mut doc.claims);
        let mut out = io::stdout().lock();
        out.write_all(render(&doc, style).as_bytes())?;
        out.flush()?;
        Ok(ExitStatus::of_failures((failed + broken) as u64))
    }

    fn style(&self) -> DrawStyle {
        let stdout = io::stdout();
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
        };
        let terminal = || {
            let size = stdout.is_terminal().then(terminal_size::terminal_size).flatten();
            size.map(|(width, _)| usize::from(width.0).min(MAX_WIDTH))
        };
        DrawStyle { color, width: self.width.or_else(terminal).filter(|&width| width > 0) }
    }
}
