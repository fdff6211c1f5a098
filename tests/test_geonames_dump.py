"""GeoNames' own formats, and files that only look like them."""

import io
import zipfile
from pathlib import Path

import pytest

from dateline.gazetteer import GazetteerError
from dateline.gazetteer.added.geonames_dump import DumpReport, read_dump
from geonames_server import dump_text, names_text, packed


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize("name", ["UA.zip", "UA.txt"])
def test_places_that_news_names_are_kept(tmp_path: Path, name: str) -> None:
    content = packed(dump_text()) if name.endswith(".zip") else dump_text()
    places = {place.name: place for place in read_dump(write(tmp_path, name, content), "UA", DumpReport())}
    assert ["Robotyne", "Verbove", "Saky Air Base", "Kinska"] == list(places)
    village = places["Robotyne"]
    assert (village.lon, village.lat, village.population, village.admin1, village.admin2) == (
        35.8369,
        47.4489,
        480,
        "26",
        "2302",
    )
    assert village.names == ("Роботине", "Работино")
    assert places["Saky Air Base"].population is None


def test_alternate_names_are_joined_and_links_are_none(tmp_path: Path) -> None:
    names = write(tmp_path, "names.zip", packed(names_text()))
    file = write(tmp_path, "UA.txt", dump_text().replace("Роботине,Работино", ""))
    first = next(read_dump(file, "UA", DumpReport(), names))
    assert first.names == ("Роботине",)


def test_bad_rows_are_counted_and_the_others_kept(tmp_path: Path) -> None:
    rows = dump_text().splitlines()
    rows.insert(1, "not a row")
    rows.insert(2, rows[0].replace("47.4489", "north"))
    rows.append(rows[0].replace("35.8369", "335.8"))
    content = "\n".join(rows).encode() + b"\n\xff\xfe\n"
    report = DumpReport()
    places = list(read_dump(write(tmp_path, "UA.txt", content), "UA", report))
    assert (len(places), report.bad_rows) == (4, 4)
    assert "row 2: expected 19 columns, found 1" in report.examples[0]


def test_another_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="row 1: expected places of RU, found one of UA"):
        list(read_dump(write(tmp_path, "RU.txt", dump_text()), "RU", DumpReport()))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("UA.txt", "id,name\n1,x\n2,y\n3,z\n", "expected 19 columns with tabs between, found 1"),
        ("UA.txt", "", "found none"),
        ("UA.zip", b"PK\x03\x04 cut short", "expected a zip file"),
        ("UA.zip", packed("x", member="cities.txt"), "expected UA.txt in it, found"),
        ("UA.zip", packed("x", member="../UA.txt"), "expected UA.txt in it, found"),
    ],
)
def test_what_is_no_dump_says_so(tmp_path: Path, name: str, content: str | bytes, words: str) -> None:
    with pytest.raises(GazetteerError, match=words):
        list(read_dump(write(tmp_path, name, content), "UA", DumpReport()))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("UA.txt", b"\0" * 50_000_000)
    with pytest.raises(GazetteerError, match="would unpack to 50,000,000 bytes: refused"):
        list(read_dump(write(tmp_path, "UA.zip", buffer.getvalue()), "UA", DumpReport()))


def test_a_damaged_member_is_one_line(tmp_path: Path) -> None:
    content = bytearray(packed(dump_text() * 50))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(GazetteerError, match="cannot be read"):
        list(read_dump(write(tmp_path, "UA.zip", bytes(content)), "UA", DumpReport()))
