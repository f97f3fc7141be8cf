//! Where an export goes: a file, standard output, or a folder for brat.

use super::{brat::BratFolder, claim::ExportArticle};
use super::{csv, label_studio, spacy, w3c};
use crate::error::{Error, Result};
use crate::output::CSV_COLUMNS;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// brat standoff: `text/NAME.txt` and `attributions/NAME.ann`, which `train` and `eval` read.
    Brat,
    /// W3C Web Annotations, one per line.
    W3c,
    /// The JSON Lines of spaCy and Prodigy: a text and its spans.
    Spacy,
    /// Label Studio tasks, as one JSON list.
    LabelStudio,
    /// A table, one claim per row.
    Csv,
}

/// An open export.
pub struct Export {
    target: PathBuf,
    writer: FormatWriter,
}

enum FormatWriter {
    Brat(BratFolder),
    Lines(fn(&ExportArticle<'_>, &mut dyn Write) -> io::Result<()>, BoxedWriter),
    /// With whether a task has been written.
    LabelStudio(BoxedWriter, bool),
    Csv(Box<::csv::Writer<BoxedWriter>>),
}

type BoxedWriter = BufWriter<Box<dyn Write + Send>>;

impl Export {
    /// Creates the file, or for brat the folder, which must be empty or new; `-` is standard output.
    ///
    /// # Errors
    /// [`Error::Refused`] for a folder with something in it; [`Error::Output`].
    pub fn create(format: ExportFormat, target: &Path) -> Result<Self> {
        let failed = |source| Error::Output { target: target.display().to_string(), cause: source };
        let open = || -> Result<BoxedWriter> {
            let stdout = target.as_os_str() == "-";
            let file = || File::create(target).map_err(failed);
            Ok(BufWriter::new(if stdout { Box::new(io::stdout()) } else { Box::new(file()?) }))
        };
        let writer = match format {
            ExportFormat::Brat => FormatWriter::Brat(BratFolder::create(target)?),
            ExportFormat::W3c => FormatWriter::Lines(w3c::write, open()?),
            ExportFormat::Spacy => FormatWriter::Lines(spacy::write, open()?),
            ExportFormat::LabelStudio => FormatWriter::LabelStudio(open()?, false),
            ExportFormat::Csv => {
                let mut table = ::csv::Writer::from_writer(open()?);
                table.write_record(CSV_COLUMNS).map_err(|error| failed(error.into()))?;
                FormatWriter::Csv(Box::new(table))
            }
        };
        Ok(Self { target: target.to_owned(), writer })
    }

    pub(super) fn write(&mut self, article: &ExportArticle<'_>) -> Result<()> {
        let written = match &mut self.writer {
            FormatWriter::Brat(folder) => folder.write(article),
            FormatWriter::Lines(write, out) => write(article, out),
            FormatWriter::LabelStudio(out, begun) => {
                let before: &[u8] = if *begun { b",\n" } else { b"[\n" };
                *begun = true;
                out.write_all(before).and_then(|()| label_studio::write(article, out))
            }
            FormatWriter::Csv(table) => csv::write(article, table),
        };
        written.map_err(|source| Error::Output { target: self.target.display().to_string(), cause: source })
    }

    /// Ends and flushes the file.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub fn finish(self) -> Result<()> {
        let ended = match self.writer {
            FormatWriter::Brat(_) => Ok(()),
            FormatWriter::Lines(_, mut out) => out.flush(),
            FormatWriter::LabelStudio(mut out, begun) => {
                let end: &[u8] = if begun { b"\n]\n" } else { b"[]\n" };
                out.write_all(end).and_then(|()| out.flush())
            }
            FormatWriter::Csv(mut table) => table.flush(),
        };
        ended.map_err(|source| Error::Output { target: self.target.display().to_string(), cause: source })
    }
}
