"""Parquet files -> entries, by the names of their columns; pyarrow, which reads them, is an extra."""

import io
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.columns import columns_of

_MAGIC = "PAR1"
_ROWS = 1000
_TIMES = ("published", "edited")


def recognises(start: str) -> bool:
    """Four letters, and zeros not far behind: text may begin so, too."""
    return start.startswith(_MAGIC) and "\0" in start


def parse(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A row an entry, in batches.

    Args:
        content: The file.
        settings: ``mapping``, our field -> column.

    Raises:
        ReaderError: It is broken, has no column for a text, or pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ReaderError(
            "expected pyarrow to read a Parquet file with, found none: pip install '.[parquet]' in the checkout"
        ) from None
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    number = 0
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        names = [str(name) for name in file.schema_arrow.names]
        columns = columns_of(names, settings.get("mapping") or {})
        wanted = [names[at] for at in columns.values()]
        for batch in file.iter_batches(batch_size=_ROWS, columns=wanted, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                cells = {field: _cell(field, row.get(names[at])) for field, at in columns.items()}
                yield {"text": None, **cells, "row": number}
    except (pyarrow.ArrowException, OSError) as error:
        said = " ".join(str(error).split())[:100]
        raise ReaderError(f"expected a Parquet file, found one broken after row {number}: {said}") from None


def _cell(field: str, value: Any) -> Any:
    """A value as a row of JSON would have it; what no row can have is left to be found there."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        # Whole numbers of a column with gaps are written as floats, the gaps as no number.
        if math.isnan(value):
            return None
        value = int(value) if value.is_integer() else value
    if isinstance(value, int | float) and not isinstance(value, bool) and field not in _TIMES:
        return str(value)
    return value
