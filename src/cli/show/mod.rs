//! `whosaid show`: one article for a reader at a terminal.

mod flow;
mod marks;
mod render;

use super::exit::End;
use super::{ResourceArgs, terminal};
use anyhow::bail;
use clap::{Args, ValueEnum};
use render::{Look, render};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use whosaid::input::{self, InputReader, ReadEvent, STDIN};
use whosaid::pipeline::{Depth, annotate};

/// Show an article with its sources, cues and contents marked, and list its claims
///
/// On a terminal each speaker has a colour, cues are underlined and contents are in italics. Elsewhere the parts of claim 1
/// stand in brackets: [s1 source], [c1 cue], [q1 content].
#[derive(Debug, Args)]
pub(super) struct Show {
    /// A text file, or a file of JSON Lines; - is standard input
    file: PathBuf,
    /// Which article of a file of JSON Lines; the first without this
    #[arg(long, value_name = "ID")]
    doc: Option<String>,
    /// Whether to use colours; auto is on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Where to break lines, in columns; 0 is nowhere [default: the terminal's width, else nowhere]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Say of each claim why it is one: the rule, or the features that weighed most
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    resources: ResourceArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// No line of prose is readable beyond this, however wide the terminal.
const MAX_WIDTH: usize = 100;

impl Show {
    pub(super) fn run(self) -> anyhow::Result<End> {
        let look = self.look();
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
                Some(doc) => bail!("{file}: no article is called {doc}"),
                None if failed > 0 => return Ok(End::Nothing),
                None => bail!("{file}: no article in it"),
            }
        };
        let (resources, broken) = self.resources.load()?;
        let doc = annotate(&article, &resources, if self.explain { Depth::Explained } else { Depth::Claims });
        let mut out = io::stdout().lock();
        out.write_all(render(&doc, look).as_bytes())?;
        out.flush()?;
        Ok(if failed + broken > 0 { End::SomeFailed } else { End::Done })
    }

    fn look(&self) -> Look {
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
        Look { color, width: self.width.or_else(terminal).filter(|&width| width > 0) }
    }
}
