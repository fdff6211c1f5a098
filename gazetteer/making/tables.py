"""The gazetteer's own tables, as they lie in gazetteer/data."""

import csv
import gzip
import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


def data_file(name: str) -> Traversable:
    """A file of gazetteer/data."""
    return resources.files("dateline.gazetteer").joinpath("data", name)


def read_toml(name: str) -> dict[str, Any]:
    """A TOML table."""
    return tomllib.loads(data_file(name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """A CSV table with a header, each row by its columns' names."""
    return list(csv.DictReader(data_file(name).read_text(encoding="utf-8").splitlines()))


def read_tabs(name: str) -> Iterator[list[str]]:
    """A table of tabs without a header, packed when its name ends in .gz."""
    content = data_file(name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
    for line in text.splitlines():
        yield line.split("\t")


def split_names(cell: str) -> list[str]:
    """Names of one cell, ``|`` between them."""
    return [name for name in cell.split("|") if name]
