//! Reads the members of an archive, each with the reader of its format.

use super::members::{ArchiveEntry, ArchiveFault, MemberReader};
use crate::error::{Error, Result};
use crate::input::file::{InputFile, NameHint, is_hidden, name_of};
use crate::input::reader::{ContainerReader, Context, Opening};
use crate::input::{batch::BatchPart, bytes::open::open_stream, paths::FileCounts, position::FilePosition};
use std::path::Path;
use std::sync::Arc;

/// An archive being read.
pub(super) struct ArchiveReader {
    item: InputFile,
    context: Arc<Context>,
    /// How many archives it is nested in.
    depth: u32,
    members: Box<dyn MemberReader>,
    /// How many members have been started.
    started: u64,
    current: Option<Box<dyn ContainerReader>>,
    ended: bool,
    counts: FileCounts,
}

impl ArchiveReader {
    pub(super) fn start(item: InputFile, context: Arc<Context>, depth: u32, members: Box<dyn MemberReader>) -> Opening {
        if depth >= context.options.max_nesting {
            let cause = format!("archives nested more than {depth} deep (--max-nesting)");
            return Err(Error::Input { path: item.path, cause });
        }
        let counts = FileCounts::default();
        Ok(Box::new(Self { item, context, depth, members, started: 0, current: None, ended: false, counts }))
    }

    /// Starts the next member. True if there is one.
    fn start_next(&mut self) -> Result<bool> {
        let Some(member) = self.members.next() else {
            self.ended = true;
            return self.counts.finish("archive", &self.item.path).map(|()| false);
        };
        self.started += 1;
        let failed = |cause| Error::Input { path: self.item.path.clone(), cause };
        match member {
            Ok(ArchiveEntry::NoFile) => {}
            Ok(ArchiveEntry::File(member)) if is_hidden_member(&member.name) => self.counts.hidden += 1,
            Ok(ArchiveEntry::File(member)) if name_of(&member.name) == NameHint::Other => self.counts.other += 1,
            Ok(ArchiveEntry::File(member)) => {
                self.counts.found += 1;
                let item = self.item.member(&member.name);
                let opened = open_stream(member.stream, Some(member.size), self.context.limits());
                let opened = opened.map_err(|source| Error::io(&item.path, source))?;
                self.current = Some((self.context.open)(&item, opened, &self.context, self.depth + 1)?);
            }
            Err(ArchiveFault::Member(cause)) => return Err(failed(cause)),
            Err(ArchiveFault::Archive(cause)) => {
                self.ended = true;
                return Err(failed(format!("cannot read past member {}: {cause}", self.started - 1)));
            }
        }
        Ok(true)
    }
}

/// True for files that a folder would hide, and for those that macOS adds to archives.
fn is_hidden_member(name: &Path) -> bool {
    name.ancestors().any(is_hidden) || name.starts_with("__MACOSX")
}

impl ContainerReader for ArchiveReader {
    fn next(&mut self) -> Option<BatchPart> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(part) = current.next() {
                    return Some(part);
                }
                self.current = None;
            }
            if self.ended {
                return None;
            }
            match self.start_next() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(BatchPart::failed(error)),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.ended && self.current.is_none()
    }

    fn at(&self) -> FilePosition {
        match self.current.as_ref().filter(|current| !current.is_over()) {
            Some(current) => FilePosition { record: self.started - 1, offset: 0, inside: Some(Box::new(current.at())) },
            None => FilePosition::record(self.started),
        }
    }
}
