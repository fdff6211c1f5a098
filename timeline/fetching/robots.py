"""What a host's robots.txt allows us (RFC 9309).

The standard library's parser is not used: it takes the first rule that fits where the standard takes the longest, knows
no ``*`` and ``$`` in paths, ends a group at a blank line, and finds its name anywhere in ours.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote

from dateline.timeline.fetching.addresses import Target
from dateline.timeline.fetching.answers import Answer, Failed, Fetched
from dateline.timeline.fetching.storing import write_whole

MOST_BYTES = 500 * 1024
_FRESH = timedelta(hours=24)
# A host whose robots.txt cannot be had is left alone for the rest of the run.
_MOST_TRIES = 4
_LINE = re.compile(r"\r\n?|\n")
_DELAY = re.compile(r"\d{1,7}(\.\d{1,3})?")
# RFC 9309 asks for one way to write a path: what needs no escape has none, escapes are in capitals.
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line ``Allow`` or ``Disallow``."""

    allows: bool
    pattern: str

    def fits(self, path: str) -> bool:
        """Whether a path begins as the pattern says; ``*`` is anything, ``$`` the end. Linear: no backtracking."""
        pattern, anchored = self.pattern.removesuffix("$"), self.pattern.endswith("$")
        head, *others = pattern.split("*")
        if not path.startswith(head):
            return False
        if not others:
            return not anchored or path == head
        at = len(head)
        *middle, tail = others
        for piece in middle:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return path.endswith(tail) and len(path) - len(tail) >= at if anchored else path.find(tail, at) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for us.

    Attributes:
        rules: In the order of the file.
        delay_s: Least seconds between requests; no part of the standard, but widely meant.
    """

    rules: tuple[Rule, ...] = ()
    delay_s: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether the longest rule that fits allows a path with its query; of equals the one that allows."""
        path = _normal(path)
        fitting = [(len(rule.pattern), rule.allows) for rule in self.rules if rule.fits(path)]
        return max(fitting)[1] if fitting else True


def parse_robots(text: str, agent: str) -> Robots:
    """The groups for an agent, or those for all where none names it; what is no rule is passed over."""
    ours: dict[str, list[Rule]] = {_product(agent): [], "*": []}
    named: set[str] = set()
    delays: dict[str, float] = {}
    group: set[str] = set()
    in_rules = False
    for line in _LINE.split(text.removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                group, in_rules = set(), False
            group.add(_product(value))
            named |= group
        elif key in ("allow", "disallow"):
            in_rules = True
            for name in group & ours.keys():
                # An empty rule rules nothing.
                if value:
                    ours[name].append(Rule(key == "allow", _normal(value)))
        elif key == "crawl-delay":
            in_rules = True
            for name in group & ours.keys():
                if _DELAY.fullmatch(value):
                    delays[name] = max(delays.get(name, 0.0), float(value))
    name = _product(agent) if _product(agent) in named else "*"
    return Robots(tuple(ours[name]), delays.get(name, 0.0))


@dataclass(slots=True)
class RobotsKeeper:
    """The rules of every host that a run meets, asked for once a day.

    Attributes:
        agent: Us.
        ask: Gets a robots.txt.
        now: Wall clock.
        folder: Where they are kept between runs; None to keep them for this run only.
    """

    agent: str
    ask: Callable[[str], Answer]
    now: Callable[[], datetime]
    folder: Path | None = None
    _known: dict[str, Robots] = field(default_factory=dict, init=False)
    _failures: dict[str, list[Failed]] = field(default_factory=dict, init=False)

    def rules(self, target: Target) -> Robots | Failed:
        """The rules for a host, or why they cannot be had: then it is not asked for anything this time."""
        origin = target.origin
        if origin in self._known:
            return self._known[origin]
        if len(self._failures.get(origin, ())) >= _MOST_TRIES:
            return self._failures[origin][-1]
        text = self._kept(origin)
        if text is None:
            answer = self.ask(f"{origin}/robots.txt")
            if isinstance(answer, Fetched):
                text = answer.body.decode("utf-8", "replace")
            elif isinstance(answer, Failed) and _says_none(answer):
                text = ""
            else:
                return self._failed(target, answer)
            self._keep(origin, text)
        self._known[origin] = parse_robots(text, self.agent)
        return self._known[origin]

    def _failed(self, target: Target, answer: Answer) -> Failed:
        failures = self._failures.setdefault(target.origin, [])
        failed = answer if isinstance(answer, Failed) else Failed(reason="found nothing new")
        told = Failed(
            reason=f"{target.origin}/robots.txt: {failed.reason}; without it the host is left alone this time",
            host=failed.host or target.host,
            transient=failed.transient and len(failures) + 1 < _MOST_TRIES,
            retry_after=failed.retry_after,
        )
        failures.append(told)
        return told

    def _file(self, origin: str) -> Path | None:
        name = hashlib.sha256(origin.encode()).hexdigest()[:32]
        return None if self.folder is None else self.folder / f"{name}.json"

    def _kept(self, origin: str) -> str | None:
        file = self._file(origin)
        if file is None:
            return None
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            age = self.now() - datetime.fromisoformat(kept["asked"])
            return str(kept["text"]) if timedelta(0) <= age < _FRESH else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, origin: str, text: str) -> None:
        file = self._file(origin)
        if file is None:
            return
        kept = {"origin": origin, "asked": self.now().isoformat(), "text": text}
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, json.dumps(kept).encode())
        except OSError:
            # A courtesy to the host; where nothing can be written it is asked again by the next run.
            return


def _says_none(failed: Failed) -> bool:
    """No content and any 4xx but 429, which is about pace, mean that there are no rules."""
    status = failed.status or 0
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)


def _product(agent: str) -> str:
    """The name before the version."""
    return re.split(r"[/\s]", agent.strip(), maxsplit=1)[0].casefold()


def _normal(path: str) -> str:
    def one(escape: re.Match[str]) -> str:
        char = unquote(escape[0], "latin-1")
        return char if _UNRESERVED.fullmatch(char) else escape[0].upper()

    return _ESCAPE.sub(one, quote(path, safe="/%:@!$&'()*+,;=~-._?#[]"))
