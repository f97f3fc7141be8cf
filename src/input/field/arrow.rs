//! The columns of Arrow tables: the type of a column, and the value of a row in it.

use super::fields::{ArticleField, Mapping, looked_for};
use super::nested::paragraphs;
use super::probe::{Fields, ValueKind};
use super::record::{FieldValue, FieldValues};
use crate::input::options::ReadOptions;
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{as_date, as_datetime};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, Schema, TimeUnit};
use serde_json::Value;
use std::fmt::Display;

/// The type of a column's values.
fn kind_of(kind: &DataType) -> ValueKind {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ValueKind::String,
        DataType::Boolean => ValueKind::Boolean,
        DataType::List(part) | DataType::LargeList(part) => ValueKind::of_list(Some(kind_of(part.data_type()))),
        DataType::Struct(_) => ValueKind::Object,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => ValueKind::Number,
        numeric if numeric.is_numeric() => ValueKind::Number,
        _ => ValueKind::Null,
    }
}

/// Which columns of a schema hold what, and each of those with what it holds as a bit set; nothing for one that is kept. `hint` ends the message where
/// there is no text.
pub(crate) fn mapping(
    schema: &Schema,
    options: &ReadOptions,
    hint: &str,
) -> Result<(Mapping, Vec<(usize, u8)>), String> {
    let chosen = &options.fields;
    let columns = || schema.fields().iter();
    let fields = Fields::new(columns().map(|field| (field.name().clone(), kind_of(field.data_type()))));
    let Some(mapping) = Mapping::of(&fields, chosen)? else {
        let looked = looked_for(chosen);
        return Err(format!("no text column with strings: looked for {looked}; the columns are {fields}{hint}"));
    };
    let slots = columns().map(|field| (mapping.slots(field.name()), options.keep.wants(field.name()))).enumerate();
    let wanted = slots.filter(|(_, (slots, kept))| *slots != 0 || *kept).map(|(column, (slots, _))| (column, slots));
    let wanted = wanted.collect();
    Ok((mapping, wanted))
}

/// A value as JSON, for a field that is kept.
pub(crate) fn json(column: &dyn Array, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    let list = |parts: &dyn Array| (0..parts.len()).map(|part| json(parts, part).unwrap_or_default()).collect();
    match column.data_type() {
        DataType::Boolean => Some(column.as_boolean().value(row).into()),
        DataType::List(_) => Some(Value::Array(list(&column.as_list::<i32>().value(row)))),
        DataType::LargeList(_) => Some(Value::Array(list(&column.as_list::<i64>().value(row)))),
        DataType::Struct(fields) => {
            let parts = fields.iter().zip(column.as_struct().columns());
            let named = parts.filter_map(|(field, part)| Some((field.name().clone(), json(part, row)?)));
            Some(Value::Object(named.collect()))
        }
        numeric if numeric.is_numeric() => {
            let FieldValue { text, .. } = value(column, row)?;
            Some(serde_json::from_str(&text).unwrap_or_else(|_| text.into()))
        }
        _ => value(column, row).map(|value| value.text.into()),
    }
}

/// A value, converted as in JSON: see [`super::json`].
pub(crate) fn value(column: &dyn Array, row: usize) -> Option<FieldValue> {
    if column.is_null(row) {
        return None;
    }
    let string = |text: &str| Some(FieldValue { text: text.to_owned(), string: true });
    let made = |text: String| Some(FieldValue { text, string: false });
    match column.data_type() {
        DataType::Utf8 => string(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => string(column.as_string::<i64>().value(row)),
        DataType::Utf8View => string(column.as_string_view().value(row)),
        DataType::Int8 => made(number::<Int8Type>(column, row)),
        DataType::Int16 => made(number::<Int16Type>(column, row)),
        DataType::Int32 => made(number::<Int32Type>(column, row)),
        DataType::Int64 => made(number::<Int64Type>(column, row)),
        DataType::UInt8 => made(number::<UInt8Type>(column, row)),
        DataType::UInt16 => made(number::<UInt16Type>(column, row)),
        DataType::UInt32 => made(number::<UInt32Type>(column, row)),
        DataType::UInt64 => made(number::<UInt64Type>(column, row)),
        DataType::Float32 => made(number::<Float32Type>(column, row)),
        DataType::Float64 => made(number::<Float64Type>(column, row)),
        DataType::Date32 => {
            made(as_date::<Date32Type>(column.as_primitive::<Date32Type>().value(row).into())?.to_string())
        }
        DataType::Date64 => made(as_date::<Date64Type>(column.as_primitive::<Date64Type>().value(row))?.to_string()),
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => {
                    as_datetime::<TimestampSecondType>(column.as_primitive::<TimestampSecondType>().value(row))
                }
                TimeUnit::Millisecond => as_datetime::<TimestampMillisecondType>(
                    column.as_primitive::<TimestampMillisecondType>().value(row),
                ),
                TimeUnit::Microsecond => as_datetime::<TimestampMicrosecondType>(
                    column.as_primitive::<TimestampMicrosecondType>().value(row),
                ),
                TimeUnit::Nanosecond => {
                    as_datetime::<TimestampNanosecondType>(column.as_primitive::<TimestampNanosecondType>().value(row))
                }
            };
            // Times with a zone are stored in UTC.
            made(format!("{:?}{}", time?, if zone.is_some() { "Z" } else { "" }))
        }
        DataType::List(_) => joined(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => joined(&column.as_list::<i64>().value(row)),
        DataType::Struct(_) => {
            let name = value(column.as_struct().column_by_name("name")?, row)?;
            Some(FieldValue { string: false, ..name })
        }
        _ => None,
    }
}

/// Takes the value of a row into a record: for `slots`, or as a field that is kept.
pub(crate) fn take(record: &mut FieldValues, name: &str, column: &dyn Array, row: usize, slots: u8) {
    if slots & 1 << ArticleField::Text as u8 != 0 {
        let text = match json(column, row) {
            Some(Value::Array(parts)) => paragraphs(&parts),
            _ => value(column, row),
        };
        record.set(slots, text);
    } else if slots != 0 {
        record.set(slots, value(column, row));
    } else if let Some(value) = json(column, row) {
        record.keep(name, &value.to_string());
    }
}

fn number<T: ArrowPrimitiveType>(column: &dyn Array, row: usize) -> String
where
    T::Native: Display,
{
    column.as_primitive::<T>().value(row).to_string()
}

fn joined(parts: &dyn Array) -> Option<FieldValue> {
    let parts: Vec<String> = (0..parts.len())
        .filter_map(|part| value(parts, part))
        .map(|value| value.text)
        .filter(|text| !text.is_empty())
        .collect();
    (!parts.is_empty()).then(|| FieldValue { text: parts.join(", "), string: false })
}
