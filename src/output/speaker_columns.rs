//! Speakers as columns: a struct for the speaker of each claim, and a list of the same structs for whoever speaks with them.

use super::arrow_column::{ArrowColumn, column, nested, split};
use crate::record::{PrincipalRecord, SpeakerRecord};
use arrow_array::{Array as _, Float32Array, ListArray, StringArray, StructArray, UInt32Array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field};
use std::sync::Arc;

type Speakers<'r> = [Option<&'r SpeakerRecord<'static>>];

/// The speaker of each claim; null where it is open.
pub(super) fn speaker(speakers: &Speakers<'_>) -> Result<ArrowColumn, ArrowError> {
    nested("speaker", true, fields(speakers)?, speakers.iter().map(Option::is_some).collect())
}

/// The co-speakers of each claim.
pub(super) fn co_speakers<'r>(
    lists: impl Iterator<Item = &'r [SpeakerRecord<'static>]>,
) -> Result<ArrowColumn, ArrowError> {
    let (mut lengths, mut all) = (Vec::new(), Vec::new());
    for list in lists {
        lengths.push(list.len());
        all.extend(list.iter().map(Some));
    }
    let (fields, columns) = split(fields(&all)?);
    let values = StructArray::try_new_with_length(fields, columns, None, all.len())?;
    let item = Arc::new(Field::new("item", values.data_type().clone(), false));
    let lists = ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), Arc::new(values), None)?;
    Ok(column("co_speakers", false, lists))
}

/// The keys of a speaker.
fn fields(speakers: &Speakers<'_>) -> Result<Vec<ArrowColumn>, ArrowError> {
    let first = |speaker: Option<&SpeakerRecord<'static>>| speaker?.first;
    let place = |of: fn(crate::record::Offset) -> u32| {
        UInt32Array::from_iter_values(speakers.iter().map(|one| first(*one).map_or(0, of)))
    };
    let first_place =
        vec![column("start", false, place(|place| place.start)), column("end", false, place(|place| place.end))];
    let confidence: Float32Array = speakers.iter().map(|speaker| speaker.as_ref()?.confidence).collect();
    Ok(vec![
        texts("id", speakers, |one| one.id.as_deref()),
        texts("name", speakers, |one| one.name.as_deref()),
        column(
            "type",
            false,
            StringArray::from_iter_values(speakers.iter().map(|one| one.map_or("", |one| &one.kind))),
        ),
        texts("role", speakers, |one| one.role.as_deref()),
        texts("state", speakers, |one| one.state.as_deref()),
        nested("first", true, first_place, speakers.iter().map(|one| first(*one).is_some()).collect())?,
        on_behalf(speakers)?,
        column("confidence", true, confidence),
        texts("gender", speakers, |one| one.gender.as_deref()),
        texts("gender_by", speakers, |one| one.gender_by.as_deref()),
    ])
}

fn texts<'r>(
    name: &str,
    speakers: &Speakers<'r>,
    of: impl Fn(&'r SpeakerRecord<'static>) -> Option<&'r str>,
) -> ArrowColumn {
    column(name, true, speakers.iter().map(|speaker| of((*speaker)?)).collect::<StringArray>())
}

fn on_behalf<'r>(speakers: &Speakers<'r>) -> Result<ArrowColumn, ArrowError> {
    let of = |speaker: Option<&SpeakerRecord<'static>>| speaker.is_some_and(|speaker| speaker.on_behalf.is_some());
    let text = |name: &str, of: fn(&'r PrincipalRecord<'static>) -> &'r str| {
        let texts = speakers.iter().map(|one| one.and_then(|one| one.on_behalf.as_ref()).map_or("", of));
        column(name, false, StringArray::from_iter_values(texts))
    };
    let columns = vec![text("id", |one| &one.id), text("name", |one| &one.name), text("type", |one| &one.kind)];
    nested("for", true, columns, speakers.iter().copied().map(of).collect())
}
