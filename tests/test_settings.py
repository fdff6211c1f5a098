"""dateline.toml: what is wrong is said in one line that names the file, the key and the nearest that would do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.console import Failure
from dateline.nightly.settings import folder_name, load_settings
from dateline.output import EXPORTERS

SOURCE = '[[source]]\nname = "Desk"\npath = "posts"\n'


def load(folder: Path, text: str) -> object:
    file = folder / "dateline.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected at least one [[source]]"),
        ("[output\n", "expected TOML"),
        (SOURCE + "[outpost]\n", "unknown key 'outpost'; the nearest is 'output'"),
        (SOURCE + "[outputs]\nformats = []\n", "outputs: formats: expected at least one format; found []"),
        (SOURCE + '[outputs]\nformats = ["shp"]\n', f"expected one of {', '.join(EXPORTERS)}; found 'shp'"),
        (SOURCE + "[outputs]\nformats = [[1]]\n", f"expected one of {', '.join(EXPORTERS)}; found [1]"),
        (SOURCE + '[output]\nfoldr = "x"\n', "output: unknown key 'foldr'; the nearest is 'folder'"),
        (SOURCE + "[output]\nfolder = 5\n", "output: folder: expected text in quotes; found 5"),
        (SOURCE + "[output]\nkeep_builds = 1\n", "keep_builds: expected 2 or more"),
        (SOURCE + '[output]\nping = "hc.example"\n', "ping: expected an address that starts with https://"),
        (SOURCE + "[map]\npicture = 1\n", "map: picture: expected true or false; found 1"),
        (
            SOURCE + "[gates]\nmost_removed = 5\n",
            "gates: most_removed: expected a share from 0 to 1; found 5",
        ),
        (SOURCE + "[gates]\nmost_removed = true\n", "most_removed: expected a number; found True"),
        (SOURCE + "[gates]\nmost_removed = nan\n", "most_removed: expected a number from 0 up; found nan"),
        (SOURCE + "silent_hours = -1\n", "silent_hours: expected a number from 0 up; found -1"),
        (SOURCE + "[gates]\nmost_remove = 0.1\n", "the nearest is 'most_removed'"),
        (SOURCE + "output = 5\n", "unknown key 'output'"),
        (
            SOURCE + 'timezone = "Kyiv"\n',
            "source 1: timezone: expected an IANA name such as Europe/Kyiv; found 'Kyiv'",
        ),
        (SOURCE + 'kind = "telgram"\n', "source 1: kind: expected one of"),
        (SOURCE + 'trust = "some"\n', "source 1: trust: expected one of high, normal, low; found 'some'"),
        (SOURCE + 'published = "2026-01-28"\n', "source 1: published: expected a time such as"),
        (SOURCE + 'url = "ftp://x.example/"\n', "source 1: url: expected an address"),
        (SOURCE + SOURCE, "source 2: name: expected a name that no other source has; found 'Desk'"),
        ('[[source]]\npath = "posts"\n', "source 1: name: expected"),
        (
            '[[source]]\nname = "Desk"\n',
            "source 1: expected a 'path' to read or a 'url' to fetch, found neither",
        ),
        ('source = "posts"\n', "expected at least one [[source]]"),
    ],
)
def test_what_is_wrong_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        load(tmp_path, text)
    assert 2 == failure.value.status
    assert failure.value.message.startswith(str(tmp_path / "dateline.toml"))
    assert said in failure.value.message
    assert "\n" not in failure.value.message


def test_a_missing_file_says_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="`dateline init` writes one"):
        load_settings(tmp_path / "dateline.toml")


def test_what_init_writes_is_sound_and_never_overwritten(tmp_path: Path) -> None:
    runner = CliRunner()
    assert 0 == runner.invoke(main, ["init", str(tmp_path / "desk")]).exit_code
    file = tmp_path / "desk" / "dateline.toml"
    (file.parent / "posts").mkdir()
    (file.parent / "posts" / "a.jsonl").write_text('{"id": "1", "text": "Calm."}\n', encoding="utf-8")
    checked = runner.invoke(main, ["check", "--config", str(file)])
    assert 0 == checked.exit_code, checked.output
    assert "Our channel" in checked.stderr
    before = file.read_bytes()
    again = runner.invoke(main, ["init", str(tmp_path / "desk")])
    assert (2, before) == (again.exit_code, file.read_bytes())


def test_every_commented_line_of_the_template_is_a_setting(tmp_path: Path) -> None:
    """Take the comment marks off, and it must still be sound: what the file teaches has to work."""
    CliRunner().invoke(main, ["init", str(tmp_path)])
    lines = (tmp_path / "dateline.toml").read_text(encoding="utf-8").splitlines()
    opened = [
        line.removeprefix("# ")
        if line.startswith("# ") and (" = " in line or line.startswith("# ["))
        else line
        for line in lines
    ]
    (tmp_path / "our-types.toml").write_text("", encoding="utf-8")
    settings = load(tmp_path, "\n".join(line for line in opened if not line.startswith("#  ")))
    assert ["Our channel", "A feed"] == [source.name for source in settings.sources]  # type: ignore[attr-defined]


def test_paths_are_from_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, SOURCE)
    assert tmp_path / "posts" == settings.sources[0].path  # type: ignore[attr-defined]
    assert tmp_path / "map" == settings.folder  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["../../etc", "a/b", "…", "C:\\x", ".", "", "\x00", "Київ" * 100])
def test_a_name_is_never_a_path(name: str) -> None:
    folder = folder_name(name)
    assert Path(folder).name == folder
    assert folder.isascii()
    assert folder not in (".", "..")
    assert folder_name(name + "x") != folder
