//! A column of an Arrow table: its field and its values.

use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, Field, Fields};
use std::sync::Arc;

/// A field and its values.
pub(super) type ArrowColumn = (Field, ArrayRef);

/// A column with these values.
pub(super) fn column(name: &str, nullable: bool, values: impl Array + 'static) -> ArrowColumn {
    (Field::new(name, values.data_type().clone(), nullable), Arc::new(values))
}

/// A struct that is null where `is_some` is false.
pub(super) fn nested(
    name: &str,
    nullable: bool,
    columns: Vec<ArrowColumn>,
    is_some: NullBuffer,
) -> Result<ArrowColumn, ArrowError> {
    let length = is_some.len();
    let (fields, columns) = split(columns);
    Ok(column(name, nullable, StructArray::try_new_with_length(fields, columns, Some(is_some), length)?))
}

/// The fields and the values of several columns.
pub(super) fn split(columns: Vec<ArrowColumn>) -> (Fields, Vec<ArrayRef>) {
    let (fields, values): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    (fields.into(), values)
}
