//! Finds the mapping of a file of objects.
//!
//! The first record with a string in a text field determines the mapping of the whole file; the records after it may
//! add fields that it lacks. The mapping is logged.

use crate::error::{Error, Result};
use crate::input::cut::pieces::{PieceReader, RawRecords, StreamPiece};
use crate::input::field::fields::{FieldName, Mapping, looked_for};
use crate::input::{field::nested, field::probe::Fields, file::InputFile, reader::Context};
use std::collections::VecDeque;
use std::path::Path;

/// The mapping of a file, the pieces read to find it, and the rest.
pub(crate) type FoundMapping = (Mapping, VecDeque<StreamPiece>, Box<dyn PieceReader>);

/// Reads pieces of a file until `look` finds the mapping in one, or the search ends; records are called `noun`. A file
/// without records has an empty mapping.
pub(crate) fn find_mapping(
    mut pieces: Box<dyn PieceReader>,
    look: impl Fn(&RawRecords, &mut MappingSearch<'_>) -> Result<Option<Mapping>, String>,
    item: &InputFile,
    context: &Context,
    noun: &str,
) -> Result<FoundMapping> {
    let path = &item.path;
    let mut search = MappingSearch::new(&context.options.fields);
    let (mut mapping, mut ahead) = (None, VecDeque::new());
    while mapping.is_none()
        && !search.is_over()
        && let Some(piece) = pieces.next().map_err(|source| Error::io(path, source))?
    {
        if let StreamPiece::Whole(cut) = &piece {
            mapping = look(cut, &mut search).map_err(|cause| Error::Input { path: path.clone(), cause })?;
        }
        ahead.push_back(piece);
    }
    match &mapping {
        Some(mapping) => context.log(mapping, path),
        None => search.into_error(path, noun)?,
    }
    Ok((mapping.unwrap_or_default(), ahead, pieces))
}

/// The mapping that a record suggests: of its own fields, of objects in it, or of both.
fn mapping_of(fields: &Fields, record: &[u8], chosen: &[FieldName]) -> Result<Option<Mapping>, String> {
    let flat = Mapping::of(fields, chosen)?;
    let by_path = chosen.iter().any(|field| field.name.contains('.') && fields.kind_of(&field.name).is_none());
    if flat.is_some() && !by_path && !nested::has_metadata(fields) {
        return Ok(flat);
    }
    let Ok(object) = serde_json::from_slice(record) else { return Ok(flat) };
    Ok(nested::mapping(&object, chosen)?.or(flat))
}

/// The search for the first record that determines a file's mapping.
#[derive(Debug)]
pub(crate) struct MappingSearch<'o> {
    /// The field names that the user has chosen.
    chosen: &'o [FieldName],
    records: usize,
    bytes: usize,
    seen: Fields,
    /// The first record that is not a JSON object, and why.
    broken: Option<(u64, String)>,
}

impl<'o> MappingSearch<'o> {
    /// Limits of the search.
    const MAX_RECORDS: usize = 1000;
    const MAX_BYTES: usize = 8 << 20;
    /// How many records after the first may add to the mapping.
    const FILLERS: usize = 100;

    fn new(chosen: &'o [FieldName]) -> Self {
        Self { chosen, records: 0, bytes: 0, seen: Fields::default(), broken: None }
    }

    /// Looks at more records of the file, each with its number.
    ///
    /// # Errors
    /// Several fields could be the text.
    pub(crate) fn feed(&mut self, records: &mut dyn Iterator<Item = (u64, &[u8])>) -> Result<Option<Mapping>, String> {
        while let Some((number, record)) = records.next() {
            if self.is_over() {
                return Ok(None);
            }
            self.bytes += record.len();
            if record.trim_ascii().is_empty() {
                continue;
            }
            match Fields::parse(&String::from_utf8_lossy(record)) {
                Ok(fields) => {
                    self.records += 1;
                    if let Some(mut mapping) = mapping_of(&fields, record, self.chosen)? {
                        mapping.look_for_paths(&fields);
                        for (_, record) in records.take(if mapping.nested { 0 } else { Self::FILLERS }) {
                            if let Ok(fields) = Fields::parse(&String::from_utf8_lossy(record)) {
                                mapping.fill(&fields, self.chosen)?;
                            }
                        }
                        return Ok(Some(mapping));
                    }
                    self.seen.merge(fields);
                }
                Err(cause) => {
                    self.broken.get_or_insert((number, cause));
                }
            }
        }
        Ok(None)
    }

    /// True once the search has reached its limits.
    fn is_over(&self) -> bool {
        self.records >= Self::MAX_RECORDS || self.bytes >= Self::MAX_BYTES
    }

    /// The error for a file in which no mapping was found; its records are called `noun`. A file without records is
    /// only empty.
    fn into_error(self, path: &Path, noun: &str) -> Result<()> {
        let cause = match (self.records, self.broken) {
            (0, None) => {
                log::warn!("{}: no readable records", path.display());
                return Ok(());
            }
            (0, Some((number, cause))) => {
                format!("no {noun} is a JSON object; {noun} {number}, the first: {cause}")
            }
            (records, _) => format!(
                "no text field with a string in the first {records} records: looked for {}; the fields are {} (choose \
                 one with --field text=NAME, or inside a list with text=LIST[].NAME)",
                looked_for(self.chosen),
                self.seen
            ),
        };
        Err(Error::Input { path: path.to_owned(), cause })
    }
}
