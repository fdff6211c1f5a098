"""Runs that are killed: readers see whole builds, the store stays sound, and the end is as if nothing had happened.

This is the short form of ``python scripts/torture.py --runs 500``.
"""

import sys
from pathlib import Path

import pytest

from torture import Torture

# A kill of a whole process group, and a lock that goes with its process, are POSIX's.
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX processes")


def test_killed_runs_leave_nothing_behind(tmp_path: Path) -> None:
    tally = Torture(tmp_path / "a desk", seed=3).go(12)
    assert [] == tally.troubles
    assert tally.kills + tally.completed == 12
    assert tally.kills >= 4
    assert tally.checks > 50
