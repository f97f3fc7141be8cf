//! Reads an archive in parts of records.

use super::article::read_record;
use super::records::{ArchiveKind, WarcBytes, WarcRecords};
use crate::error::{Error, Place};
use crate::input::reader::{ContainerReader, OpenedInput, Opening};
use crate::input::{batch::BatchPart, bytes::members::GzipMembers, cut::pieces::PIECE, position::FilePosition};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// An archive being read.
struct WarcReader {
    path: PathBuf,
    stem: Arc<str>,
    records: WarcRecords,
    /// True once there was a record to deliver or report.
    found: bool,
    ended: bool,
}

/// Opens an archive; a gzip file member by member.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (path, stem) = (input.item.path.clone(), input.item.stem.as_str().into());
    let kind = ArchiveKind::of(&input.head);
    let (bytes, held) = match &input.gzip {
        Some(gzip) => {
            let file = File::open(gzip).map_err(|source| Error::io(&path, source))?;
            let limits = input.context.limits();
            input.meter.reset();
            (WarcBytes::Members(Box::new(GzipMembers::new(file, kind.magic(), input.meter, limits))), Vec::new())
        }
        None => (WarcBytes::Stream { stream: input.stream, broken: input.broken, ended: false }, input.head),
    };
    let records = WarcRecords::new(kind, bytes, held, limit);
    Ok(Box::new(WarcReader { path, stem, records, found: false, ended: false }))
}

impl ContainerReader for WarcReader {
    fn next(&mut self) -> Option<BatchPart> {
        if self.ended {
            return None;
        }
        let (mut bytes, mut ends, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        let first = self.records.record + 1;
        while bytes.len() < PIECE {
            let offset = self.records.offset;
            match self.records.next_record(&mut bytes) {
                Ok(Some(Ok(true))) => ends.push((bytes.len(), self.records.record, offset)),
                Ok(Some(Ok(false))) => {}
                Ok(Some(Err(cause))) => {
                    faults.push((ends.len(), Error::record(&self.path, self.records.record, cause)));
                }
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    let cause = format!("cannot read past record {}: {error}", self.records.record);
                    let error = Error::io(&self.path, io::Error::new(error.kind(), cause));
                    faults.push((ends.len(), error));
                    break;
                }
            }
        }
        self.found |= !ends.is_empty() || !faults.is_empty();
        if !self.found {
            log::warn!("{}: no readable records", self.path.display());
        }
        if ends.is_empty() && faults.is_empty() {
            return None;
        }
        let place = Place { path: self.path.clone(), line: first };
        let stem = Arc::clone(&self.stem);
        let weight = bytes.len() + faults.len();
        let path = self.path.clone();
        Some(BatchPart::new(place, weight, move |out| {
            let mut faults = faults.into_iter().peekable();
            let mut start = 0;
            for (index, &(end, number, offset)) in ends.iter().enumerate() {
                while let Some((_, fault)) = faults.next_if(|(before, _)| *before <= index) {
                    out.error(fault);
                }
                let place = Place { path: path.clone(), line: number };
                read_record(&bytes[start..end], offset, &stem, place, out);
                start = end;
            }
            faults.for_each(|(_, fault)| out.error(fault));
        }))
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn at(&self) -> FilePosition {
        FilePosition { record: self.records.record, offset: self.records.offset, inside: None }
    }
}
