"""Measure dateline on the annotated posts and reports in tests/data.

    python scripts/evaluate.py                           # figures for both halves, and merging
    python scripts/evaluate.py --half development --wrong   # with every post that went wrong
    python scripts/evaluate.py --save before.json        # keep a run ...
    python scripts/evaluate.py --compare before.json     # ... and see what was gained and lost, post by post

Work on the development half; the test half says whether it generalises.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from accuracy import Verdict, figures, half_of, judge, merge_figures, post_of, read_tables
from dateline.gazetteer import open_gazetteer
from dateline.timeline.pipeline import Extractor, extract_post

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0 when all could be read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=Path, nargs="+", default=sorted(DATA.glob("annotated_*.toml")))
    parser.add_argument("--reports", type=Path, nargs="+", default=sorted(DATA.glob("reports*.toml")))
    parser.add_argument(
        "--half", choices=["development", "test"], help="of the posts, by a hash of their ids"
    )
    parser.add_argument("--wrong", action="store_true", help="print every post that went wrong")
    parser.add_argument("--save", type=Path, help="write this run as JSON")
    parser.add_argument("--compare", type=Path, help="a run saved before")
    options = parser.parse_args(arguments)
    extractor = Extractor(gazetteer=open_gazetteer())
    rows = [row for row in read_tables(options.posts, "post") if options.half in (None, half_of(row["id"]))]
    verdicts = [judge(row, extract_post(post_of(row), extractor).claims) for row in rows]
    halves = {half: [v for v in verdicts if half_of(v.post_id) == half] for half in ("development", "test")}
    _table({half: figures(found) for half, found in halves.items() if found})
    reports = read_tables(options.reports, "report")
    merging, wrong_pairs = merge_figures(reports, extractor) if reports else ({}, [])
    _table({"merging": merging})
    outcomes = {verdict.post_id: _outcome(verdict) for verdict in verdicts}
    if options.wrong:
        texts = {row["id"]: row["text"] for row in (*rows, *reports)}
        for post, outcome in outcomes.items():
            if outcome != "right":
                print(f"{post}: {outcome}\n    {texts[post]}")
        print(*wrong_pairs, sep="\n")
    if options.save:
        options.save.write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    if options.compare:
        _compare(json.loads(options.compare.read_text(encoding="utf-8")), outcomes)
    return 0


def _outcome(verdict: Verdict) -> str:
    """ "right", or what is wrong with the post, in a fixed order."""
    wrong = [check for check, right in sorted(verdict.checks.items()) if not right]
    if "main" in wrong and len(verdict.checks) == 1:
        wrong = ["nothing found"]
    if verdict.false_pins:
        wrong.append(f"{verdict.false_pins} false pin" + "s" * (verdict.false_pins > 1))
    return ", ".join(wrong) or "right"


def _table(columns: Mapping[str, Mapping[str, float]]) -> None:
    names = list(next(iter(columns.values()), {}))
    print(f"{'':28}" + "".join(f"{head:>14}" for head in columns))
    for name in names:
        cells = (column[name] for column in columns.values())
        print(
            f"{name:28}"
            + "".join(f"{cell:14.3f}" if isinstance(cell, float) else f"{cell:14}" for cell in cells)
        )


def _compare(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    changed = [post for post in now if post in before and before[post] != now[post]]
    for post in changed:
        sign = "gained" if now[post] == "right" else "lost" if before[post] == "right" else "changed"
        print(f"{sign:8}{post}: {before[post]} -> {now[post]}")
    print(f"{len(changed)} of {len(now)} posts changed")


if __name__ == "__main__":
    sys.exit(main())
