"""Spark: who said what in each row of a DataFrame.

claims = whosaid.spark.extract(spark.read.parquet("news"), text="body", id="url")
claims.write.parquet("claims")
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from . import _arrow
from ._errors import InputError
from ._extractor import shared
from ._whosaid import FIELDS

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

PATHS = ("gazetteers", "add_gazetteer", "model", "name_model")
"""Options that are files."""


def extract(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    emit: str | Sequence[str] = "claims",
    *,
    jobs: int = 1,
    **options: Any,
) -> DataFrame:
    """The records of the articles in a DataFrame, computed lazily and independent of partitioning.

    `text` and `id` are the names of columns; title, date, outlet, url and author come from columns with those names
    (`whosaid.FIELDS`). `emit` is claims, mentions, sentences, articles or errors. Claims have the columns that Spark finds in a Parquet
    file of the command line.

    A row that cannot be read or annotated never fails a task. With `emit="errors"` it becomes a row (`doc`, `path`, `line`, `cause`, where
    the path is the partition); if errors are not emitted, it is in the worker's log. `emit=["claims", "errors"]` gives both in one
    pass, as one column for each, of which each row has one. Write them once and read them separately:

        whosaid.spark.extract(df, emit=["claims", "errors"]).write.parquet("out")
        claims = spark.read.parquet("out").where("claims IS NOT NULL").select("claims.*")
        errors = spark.read.parquet("out").where("errors IS NOT NULL").select("errors.*")

    `options` are those of `Extractor`, which each Python worker loads once. Files must be available to the workers: a path that all of
    them can read, or the name of a file sent with `SparkContext.addFile` (over Spark Connect: `addArtifacts(…, file=True)`). `jobs` is the
    number of threads per task; Spark expects one per core (`spark.task.cpus`).
    """
    kinds = dict(df.dtypes)
    for name in (text, id):
        if name not in kinds:
            raise InputError("-", 0, f"no column {name!r}; the columns are {', '.join(kinds)}")
    if kinds[text] != "string" and not kinds[text].startswith(("varchar", "char")):
        raise InputError("-", 0, f"the column {text!r} is {kinds[text]}, not string")
    known = {name.lower() for what, names in FIELDS.items() if what not in ("text", "id") for name in names}
    wanted = [name for name in df.columns if name in (text, id) or name.lower() in known]
    options = {**options, "jobs": jobs, "fields": {**options.get("fields", {}), "text": text, "id": id}}
    columns = schema(emit)
    quoted = ["`" + name.replace("`", "``") + "`" for name in wanted]
    return df.select(*quoted).mapInArrow(partial(_records, emit, options), columns)


def schema(emit: str | Sequence[str] = "claims") -> StructType:
    """The columns of `extract`."""
    from pyspark.sql.types import StructField, StructType

    columns = _arrow.signed(_arrow.schema_of(emit))
    return StructType([StructField(field.name, _type(field.type)) for field in columns])


def _type(kind: pa.DataType) -> DataType:
    import pyarrow as pa
    from pyspark.sql import types as spark

    if pa.types.is_struct(kind):
        return spark.StructType([spark.StructField(part.name, _type(part.type)) for part in kind])
    if pa.types.is_list(kind):
        return spark.ArrayType(_type(kind.value_type))
    leaves = {
        pa.string(): spark.StringType(),
        pa.int64(): spark.LongType(),
        pa.float32(): spark.FloatType(),
        pa.bool_(): spark.BooleanType(),
    }
    return leaves[kind]


def _records(
    emit: str | Sequence[str], options: dict[str, Any], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Processes a partition on a worker."""
    import pyarrow as pa
    from pyspark import TaskContext

    first = next(batches, None)
    if first is None:
        return
    task = TaskContext.get()
    path = f"partition-{task.partitionId()}" if task is not None else "partition"
    rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
    engine = shared(**{name: _sent(value) if name in PATHS else value for name, value in options.items()})._engine
    columns = _arrow.signed(_arrow.schema_of(emit))
    yield from _arrow.reader(engine, rows, emit, "log", columns=columns, origin=(path, path, True))


def _sent(path: Any) -> Any:
    """The local path of a file that the driver sent."""
    from pyspark import SparkFiles

    if path is None or isinstance(path, (list, tuple)):
        return None if path is None else tuple(map(_sent, path))
    sent = os.path.join(SparkFiles.getRootDirectory(), os.fspath(path))
    return sent if os.path.exists(sent) else path
