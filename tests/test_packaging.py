"""What is installed: one import name, all files of ours and no others, whatever lies where dateline is called.

A copy of what git would give is built and installed without network; dependencies are those of this environment.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Folder of the checkout -> where it is in the package.
PARTS = {
    "scripts/dateline": "dateline",
    "timeline": "dateline/timeline",
    "gazetteer": "dateline/gazetteer",
    "output": "dateline/output",
}
VERSION = PROJECT["project"]["version"]
# Times in archives, and nothing of the caller's that leads to other packages.
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")},
    "SOURCE_DATE_EPOCH": "1764547200",
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def ran(*command: str | Path, cwd: Path) -> str:
    run = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert 0 == run.returncode, run.stderr
    return run.stdout


def tracked() -> list[str]:
    """Files of the checkout that are, or are about to be, known to git."""
    listed = ran("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
    return [name for name in listed if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packaging")


@pytest.fixture(scope="module")
def checkout(folder: Path) -> Path:
    """What git would give, with the links that environment.sh makes."""
    copy = folder / "checkout"
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    ran("bash", "-c", "source scripts/environment.sh && link_parts", cwd=copy)
    assert (copy / "scripts" / "dateline" / "timeline").is_symlink()
    return copy


@pytest.fixture(scope="module")
def sdist(folder: Path, checkout: Path) -> Path:
    return built("sdist", checkout, folder / "sdist")


@pytest.fixture(scope="module")
def wheel(folder: Path, checkout: Path, sdist: Path) -> Path:
    # The folder `build` that this leaves must not be there for the source distribution.
    assert sdist.is_file()
    return built("wheel", checkout, folder / "wheel")


def built(kind: str, source: Path, target: Path) -> Path:
    """The file that the build backend makes, called as pip and build call it."""
    target.mkdir()
    call = f"import sys; from setuptools import build_meta; print(build_meta.build_{kind}(sys.argv[1]))"
    return target / ran(sys.executable, "-P", "-c", call, target, cwd=source).splitlines()[-1]


@pytest.fixture(scope="module")
def installed(folder: Path, wheel: Path) -> Path:
    return environment(folder / "installed", wheel)


@pytest.fixture(scope="module")
def editable(folder: Path, checkout: Path) -> Path:
    return environment(folder / "editable", "--editable", checkout)


def environment(place: Path, *what: str | Path) -> Path:
    """The Python of a new environment with this installed; dependencies are seen where they are for the tests.

    A folder named by a .pth file has its own .pth files left unread: the checkout's editable install is not seen.
    """
    venv.create(place, symlinks=True)
    variables = {"base": str(place), "platbase": str(place)}
    packages = Path(sysconfig.get_path("purelib", "venv", variables))
    seen = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(seen)), encoding="utf-8")
    python = place / "bin" / "python"
    options = ("--quiet", "--no-deps", "--no-build-isolation")
    # An editable install of the same version that is seen there counts as none.
    ran(python, "-P", "-m", "pip", "install", "--ignore-installed", *options, *what, cwd=place)
    return python


def names_in(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as file:
        return file.namelist()


def test_the_wheel_holds_our_files_and_one_name(wheel: Path) -> None:
    names = names_in(wheel)
    about = f"dateline-{VERSION}.dist-info"
    assert {"dateline", about} == {name.split("/")[0] for name in names}
    ours = {
        inside + name.removeprefix(outside)
        for name in tracked()
        for outside, inside in PARTS.items()
        if name.startswith(f"{outside}/")
    }
    assert {
        "dateline/py.typed",
        "dateline/output/static/main.js",
        "dateline/gazetteer/data/areas.csv",
    } <= ours
    assert sorted(ours) == sorted(name for name in names if not name.startswith(about))


def test_a_wheel_from_the_source_distribution_is_the_same_to_the_byte(
    folder: Path, sdist: Path, wheel: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    assert {"CHANGELOG.md", "CITATION.cff", "LICENSE", "SECURITY.md"} <= {
        path.name for path in source.iterdir()
    }
    again = built("wheel", source, folder / "again")
    assert names_in(wheel) == names_in(again)
    assert wheel.read_bytes() == again.read_bytes()


def test_the_wheel_makes_the_demo_map_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import dateline.timeline.pipeline as it; print(it.__file__)"
    assert Path(ran(installed, "-c", where, cwd=tmp_path).strip()).is_relative_to(installed.parent.parent)
    said = ran(installed.with_name("dateline"), "demo", "-o", "map", cwd=tmp_path)
    assert "map/index.html" == said.splitlines()[-1]
    assert "<html" in (tmp_path / "map" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "map" / "events.csv").read_text(encoding="utf-8").count("\n") > 50


@pytest.mark.parametrize("way", ["installed", "editable"])
def test_what_lies_where_it_is_called_is_not_taken_for_ours(
    way: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    python = request.getfixturevalue(way)
    for name in ("output/__init__.py", "gazetteer/__init__.py", "timeline.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise SystemExit('the wrong one')\n", encoding="utf-8")
    (tmp_path / "output" / "index.html").touch()
    imports = "import dateline, dateline.timeline, dateline.gazetteer, dateline.output"
    assert "" == ran(python, "-c", imports, cwd=tmp_path)
    assert f"dateline, version {VERSION}\n" == ran(python, "-m", "dateline", "--version", cwd=tmp_path)


def test_the_project_file_lists_every_folder_of_code() -> None:
    """The list is written by hand, for setuptools looks for packages in one place only."""
    folders = {
        (inside + folder.removeprefix(outside)).replace("/", ".")
        for folder in {str(Path(name).parent) for name in tracked() if name.endswith(".py")}
        for outside, inside in PARTS.items()
        if folder == outside or folder.startswith(f"{outside}/")
    }
    assert folders == set(PROJECT["tool"]["setuptools"]["packages"])


def test_version_and_date_are_the_same_wherever_they_are_told() -> None:
    yaml = pytest.importorskip("yaml")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version, date = re.findall(r"^## (\S+) — (\S+)$", changelog, re.MULTILINE)[0]
    assert (VERSION, VERSION) == (citation["version"], version)
    assert date == citation["date-released"]
    assert "1.2.0" == citation["cff-version"]
    assert PROJECT["project"]["license"] == citation["license"]
    assert PROJECT["project"]["urls"]["Homepage"] == citation["repository-code"]
    assert PROJECT["project"]["authors"] == citation["authors"]


def test_nobody_is_told_to_install_a_name_that_is_not_published() -> None:
    told = []
    for name in tracked():
        if name.startswith("tests/") or Path(name).suffix not in (".py", ".md", ".sh", ".toml", ".yml"):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "dateline[" not in text, name
        told += re.findall(r"pip install '\.\[(\w+)\]'\s+in the checkout", text)
    assert {"parquet", "png"} == set(told)
    assert set(told) <= set(PROJECT["project"]["optional-dependencies"])
