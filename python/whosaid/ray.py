"""Ray: who said what in each row of a dataset.

whosaid.ray.extract(ray.data.read_parquet("news"), text="body", id="url").write_parquet("claims")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _arrow
from ._extractor import shared

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset


def extract(
    ds: Dataset,
    text: str = "text",
    id: str = "id",
    emit: str | Sequence[str] = "claims",
    *,
    jobs: int = 1,
    **options: Any,
) -> Dataset:
    """The records of the articles in a dataset, computed lazily. The arguments are those of `whosaid.spark.extract`."""
    options = {**options, "jobs": jobs, "fields": {**options.get("fields", {}), "text": text, "id": id}}
    return ds.map_batches(_records, batch_format="pyarrow", num_cpus=jobs, fn_kwargs={"emit": emit, "options": options})


def _records(table: pa.Table, emit: str | Sequence[str], options: dict[str, Any]) -> pa.Table:
    """Processes a batch on a worker."""
    import pyarrow as pa

    # Types differ between blocks: a block in which all texts are missing has the type null.
    columns = [pa.field(one.name, pa.string()) if pa.types.is_null(one.type) else one for one in table.schema]
    table = table.cast(pa.schema(columns))
    return _arrow.reader(shared(**options)._engine, table, emit, "log", origin=("batch", "batch", True)).read_all()
