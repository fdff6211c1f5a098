"""A made-up desk for the kill test: its settings, and sources that change as real ones do."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

TOWNS = (
    "Saratov", "Kharkiv", "Odesa", "Zaporizhzhia", "Dnipro", "Kherson", "Sumy", "Belgorod", "Kursk", "Poltava", "Mykolaiv",
    "Voronezh", "Chernihiv", "Lviv", "Vinnytsia", "Bryansk", "Zhytomyr", "Kremenchuk", "Rivne", "Ternopil",
)  # fmt: skip
_SETTINGS = """\
[output]
keep_builds = 2

[map]
title = "Torture, part {part}"

[[source]]
name = "Channel"
path = "posts"
timezone = "Europe/Kyiv"

[[source]]
name = "Feed"
path = "feed.xml"
timezone = "Europe/Kyiv"
"""
_FIRST = datetime(2026, 1, 1, 10, tzinfo=UTC)
_FILES, _AT_FIRST, _AT_MOST = 4, 36, 60


@dataclass(slots=True)
class _Post:
    """One report; every third tells what the one before it told."""

    number: int
    town: str
    injured: int
    elsewhere: str | None = None
    is_out: bool = False

    @property
    def text(self) -> str:
        return (
            f"Drones hit an oil depot in {self.elsewhere or self.town} overnight, injuring {self.injured} people, "
            "the governor said."
        )

    @property
    def published(self) -> datetime:
        return _FIRST + timedelta(days=self.number - self.number % 3, minutes=self.number % 3)


class ChangingDesk:
    """A folder with settings, sources and corrections; ``change`` does to them what a night may bring.

    Args:
        folder: Made where there is none.
        chance: Decides everything.
        moves: Whether posts are edited to tell of another place. Which id an event has then depends on what was seen
            when, as ids are to stay; and there are no corrections, as these name ids.
    """

    def __init__(self, folder: Path, chance: random.Random, *, moves: bool = False) -> None:
        self.settings = folder / "dateline.toml"
        self._moves = moves
        self._folder = folder
        self._chance = chance
        self._posts: list[_Post] = []
        self._bad: set[int] = set()
        self._broken: set[int] = set()
        self._corrections: list[str] = []
        self._part = 1
        self._back: Callable[[], object] | None = None
        (folder / "posts").mkdir(parents=True, exist_ok=True)
        for _ in range(_AT_FIRST):
            self._add()
        self.write()

    def change(self, served: Sequence[str]) -> None:
        """Change one to three things; sometimes what changed last becomes what it was.

        Args:
            served: Ids of events that readers see, for corrections.
        """
        if self._back is not None and self._chance.random() < 0.2:
            self._back()
            self._back = None
        else:
            for _ in range(self._chance.choice((1, 1, 2, 3))):
                self._back = self._one(served)
        self.write()

    def settle(self) -> None:
        """Undo what a desk that starts from nothing could not know: posts that their source took out are kept."""
        for post in self._posts:
            post.is_out, post.elsewhere = False, None
        self._broken.clear()
        self.write()

    def write(self) -> None:
        """Write the files as they are to be now, each whole."""
        for file in range(_FILES):
            lines = [_line(post) for post in self._posts if _file_of(post) == file and not post.is_out]
            if file in self._bad:
                lines.insert(len(lines) // 2, '{"id": "broken", ')
            content = "%PDF-1.7\n" if file in self._broken else "\n".join(lines) + "\n"
            _replace(self._folder / "posts" / f"{file}.jsonl", content)
        items = [_item(post) for post in self._posts if _file_of(post) == _FILES and not post.is_out]
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{"".join(items)}</channel></rss>\n'
        _replace(self._folder / "feed.xml", "%PDF-1.7\n" if _FILES in self._broken else feed)
        _replace(
            self._folder / "corrections.csv",
            "\n".join(["event,action,field,value,who", *self._corrections]) + "\n",
        )
        _replace(self.settings, _SETTINGS.format(part=self._part))

    def _one(self, served: Sequence[str]) -> Callable[[], object] | None:
        """Change one thing; returns what undoes it."""
        chance, post, file = self._chance, self._chance.choice(self._posts), self._chance.randrange(_FILES)
        what = chance.choice(("add", "add", "toll", "toll", "out", "bad", "broken", "special", "title"))
        if what == "add" and len(self._posts) < _AT_MOST:
            self._add()
            return None
        if what == "special" and self._moves:
            return _set(post, "elsewhere", None if post.elsewhere else chance.choice(TOWNS))
        if what == "out" and post.number < _AT_FIRST:
            return _set(post, "is_out", not post.is_out)
        if what == "bad":
            return _toggle(self._bad, file)
        if what == "broken":
            return _toggle(self._broken, chance.randrange(_FILES + 1))
        if what == "special" and served:
            return self._correct(chance.choice(served))
        if what == "title":
            return _set(self, "_part", self._part + 1)
        return _set(post, "injured", chance.randint(1, 40))

    def _add(self) -> None:
        number = len(self._posts)
        town = self._posts[-1].town if number % 3 == 2 else self._chance.choice(TOWNS)
        self._posts.append(_Post(number, town, self._chance.randint(1, 40)))

    def _correct(self, event: str) -> Callable[[], object] | None:
        if len(self._corrections) > 8 or self._chance.random() < 0.3:
            if self._corrections:
                self._corrections.pop(self._chance.randrange(len(self._corrections)))
            return None
        row = f"{event},set,killed,{self._chance.randint(0, 9)},an editor {len(self._corrections)}"
        self._corrections.append(row)
        return lambda: self._corrections.remove(row) if row in self._corrections else None


def _file_of(post: _Post) -> int:
    """The reports of one event stand together, and none is taken out before it was read: the first one read gives the id."""
    return post.number // 3 % (_FILES + 1)


def _set(holder: object, name: str, value: object) -> Callable[[], object]:
    before = getattr(holder, name)
    setattr(holder, name, value)
    return lambda: setattr(holder, name, before)


def _toggle(group: set[int], one: int) -> Callable[[], object]:
    group.symmetric_difference_update({one})
    return lambda: group.symmetric_difference_update({one})


def _line(post: _Post) -> str:
    return json.dumps({"id": str(post.number), "published": post.published.isoformat(), "text": post.text})


def _item(post: _Post) -> str:
    when = post.published.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return f"<item><guid>{post.number}</guid><pubDate>{when}</pubDate><description>{escape(post.text)}</description></item>"


def _replace(path: Path, content: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(content, encoding="utf-8")
    beside.replace(path)
