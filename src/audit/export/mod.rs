//! Claims in the formats of other people's tools, as the run has them or as people corrected them. Called by `whosaid audit
//! export`.
//!
//! One file per format. All are written article by article from the text that the claims were found in, which is read again
//! and must still have the same hash.

mod all;
mod annotations;
mod brat;
mod flat;
mod label_studio;
mod spacy;
mod told;

pub use all::{Done, export};
pub use told::{Role, Told, corrected, of_run};

use crate::article::Article;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// brat standoff: `text/NAME.txt` and `attributions/NAME.ann`, which `train` and `eval` read.
    Brat,
    /// W3C Web Annotations, one a line.
    W3c,
    /// The JSON lines of spaCy and Prodigy: a text and its spans.
    Spacy,
    /// Label Studio's tasks, as one JSON list.
    LabelStudio,
    /// A table, one claim a row.
    Csv,
}

/// An article and its claims.
pub struct Page<'p> {
    /// The article.
    pub article: &'p Article,
    /// Its claims, in text order.
    pub claims: &'p [Told],
    /// Whether people confirmed or corrected them.
    pub gold: bool,
}

/// Where an export goes.
pub struct Export {
    target: PathBuf,
    format: Writing,
}

enum Writing {
    Brat(brat::Folder),
    Lines(fn(&Page<'_>, &mut dyn Write) -> io::Result<()>, Sink),
    LabelStudio(Sink, bool),
    Csv(Box<csv::Writer<Sink>>),
}

type Sink = BufWriter<Box<dyn Write + Send>>;

impl Export {
    /// Makes the file, or the folder of brat, which must be empty or not there; `-` is standard output.
    ///
    /// # Errors
    /// [`Error::Refused`] for a folder with something in it; [`Error::Output`].
    pub fn create(format: Format, target: &Path) -> Result<Self> {
        let failed = |source| Error::Output { target: target.display().to_string(), source };
        let open = || -> Result<Sink> {
            let stdout = target.as_os_str() == "-";
            let file = || File::create(target).map_err(failed);
            Ok(BufWriter::new(if stdout { Box::new(io::stdout()) } else { Box::new(file()?) }))
        };
        let format = match format {
            Format::Brat => Writing::Brat(brat::Folder::create(target)?),
            Format::W3c => Writing::Lines(annotations::write, open()?),
            Format::Spacy => Writing::Lines(spacy::write, open()?),
            Format::LabelStudio => Writing::LabelStudio(open()?, false),
            Format::Csv => {
                let mut table = csv::Writer::from_writer(open()?);
                table.write_record(flat::COLUMNS).map_err(|error| failed(error.into()))?;
                Writing::Csv(Box::new(table))
            }
        };
        Ok(Self { target: target.to_owned(), format })
    }

    /// Writes an article.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub fn write(&mut self, page: &Page<'_>) -> Result<()> {
        let written = match &mut self.format {
            Writing::Brat(folder) => folder.write(page),
            Writing::Lines(write, out) => write(page, out),
            Writing::LabelStudio(out, begun) => {
                let before: &[u8] = if *begun { b",\n" } else { b"[\n" };
                *begun = true;
                out.write_all(before).and_then(|()| label_studio::write(page, out))
            }
            Writing::Csv(table) => flat::write(page, table),
        };
        written.map_err(|source| Error::Output { target: self.target.display().to_string(), source })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub fn finish(self) -> Result<()> {
        let ended = match self.format {
            Writing::Brat(_) => Ok(()),
            Writing::Lines(_, mut out) => out.flush(),
            Writing::LabelStudio(mut out, begun) => {
                let end: &[u8] = if begun { b"\n]\n" } else { b"[]\n" };
                out.write_all(end).and_then(|()| out.flush())
            }
            Writing::Csv(mut table) => table.flush(),
        };
        ended.map_err(|source| Error::Output { target: self.target.display().to_string(), source })
    }
}

/// Makes a folder, or takes an empty one.
fn empty_folder(path: &Path) -> Result<()> {
    let failed = |source| Error::Output { target: path.display().to_string(), source };
    fs::create_dir_all(path).map_err(failed)?;
    if fs::read_dir(path).map_err(failed)?.next().is_some() {
        return Err(Error::refused(path.display(), "the folder is not empty"));
    }
    Ok(())
}
