"""Records as Arrow tables: one record type, or several side by side."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ._whosaid import Engine, schema

if TYPE_CHECKING:
    import pyarrow as pa

ORIGIN = ("-", "text", False)
"""Default origin of articles: path, prefix of ids, whether a row without an id is an error."""


def names(emit: str | Sequence[str]) -> list[str]:
    """Record types as a list."""
    return emit.split(",") if isinstance(emit, str) else list(emit)


def schema_of(emit: str | Sequence[str]) -> pa.Schema:
    """The columns of one record type, or one struct column for each of several."""
    import pyarrow as pa

    if isinstance(emit, str):
        return schema(emit)
    return pa.schema([pa.field(name, nullable(pa.struct(list(schema(name))))) for name in emit])


def reader(
    engine: Engine,
    articles: Any,
    emit: str | Sequence[str],
    errors: str,
    *,
    columns: pa.Schema | None = None,
    origin: tuple[str, str, bool] = ORIGIN,
) -> pa.RecordBatchReader:
    """The records as a stream, cast to `columns` if given."""
    import pyarrow as pa

    if errors not in ("raise", "log"):
        raise ValueError(f'errors must be "raise" or "log", not {errors!r}')
    if Engine.is_article(articles):
        articles = [articles]
    tables = [emit] if isinstance(emit, str) else list(emit)
    batches = engine.tables(articles, tables, *origin)
    columns = columns or schema_of(emit)

    def records() -> Iterator[pa.RecordBatch]:
        for found, failed in batches:
            if failed and "errors" not in tables:
                if errors == "raise":
                    raise failed[0]
                for error in failed:
                    logging.getLogger("whosaid").warning("%s", error)
            batch = found[0] if isinstance(emit, str) else side_by_side(tables, found)
            if batch.num_rows:
                yield cast(batch, columns)

    return pa.RecordBatchReader.from_batches(columns, records())


def side_by_side(tables: Sequence[str], batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """One struct column for each table, with their rows one table after another."""
    import pyarrow as pa

    count = sum(batch.num_rows for batch in batches)
    columns, before = [], 0
    for batch in batches:
        kind = nullable(pa.struct(list(batch.schema)))
        rows = pa.StructArray.from_arrays(batch.columns, fields=list(batch.schema)).cast(kind)
        after = count - before - len(rows)
        columns.append(pa.concat_arrays([pa.nulls(before, kind), rows, pa.nulls(after, kind)]))
        before += len(rows)
    return pa.RecordBatch.from_arrays(columns, names=list(tables))


def cast(batch: pa.RecordBatch, columns: pa.Schema) -> pa.RecordBatch:
    """The batch cast to these columns."""
    import pyarrow as pa

    if batch.schema.equals(columns):
        return batch
    return pa.RecordBatch.from_arrays(
        [column.cast(field.type) for column, field in zip(batch.columns, columns)], schema=columns
    )


def nullable(kind: pa.DataType) -> pa.DataType:
    """The type with all parts nullable, as they must be where the whole is null."""
    return map_types(kind, lambda leaf: leaf)


def signed(columns: pa.Schema) -> pa.Schema:
    """The columns with signed integers, as Spark, Java and SQL have no others, and all nullable, as Spark reads Parquet."""
    import pyarrow as pa

    def leaf(kind: pa.DataType) -> pa.DataType:
        return pa.int64() if pa.types.is_unsigned_integer(kind) else kind

    return pa.schema([pa.field(field.name, map_types(field.type, leaf)) for field in columns])


def map_types(kind: pa.DataType, leaf: Any) -> pa.DataType:
    """The type with `leaf` applied to its leaves."""
    import pyarrow as pa

    if pa.types.is_struct(kind):
        return pa.struct([pa.field(part.name, map_types(part.type, leaf)) for part in kind])
    if pa.types.is_list(kind):
        return pa.list_(pa.field(kind.value_field.name, map_types(kind.value_type, leaf)))
    return leaf(kind)


def flat(table: pa.Table) -> pa.Table:
    """The table with structs flattened into columns."""
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
