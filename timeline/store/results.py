"""What came of the posts in the store: claims by the rules that made them, events as published, and their ids."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dateline.timeline.desk.identity import Member
from dateline.timeline.event import Claim, Rejection
from dateline.timeline.post import Post
from dateline.timeline.record import claim_from_record, claim_record, rejection_record
from dateline.timeline.store.copies import Copy
from dateline.timeline.store.post_record import post_from_record

# How the record of a claim ends, as it is kept.
_OWN_WORDS = '"copy_of": null}'


class Kept(NamedTuple):
    """An event as published last: its columns, the ids of its claims, and whether it waits for an editor."""

    columns: Mapping[str, Any]
    claims: Sequence[str]
    held: bool


class Claims:
    """The claims of a store."""

    def __init__(self, database: sqlite3.Connection, run: int) -> None:
        self._db = database
        self._run = run

    def stale(self, rules: str, until: float) -> list[int]:
        """Keys of posts whose claims are missing, of another version of the post, or by other rules.

        Args:
            rules: Name of the rules that hold now.
            until: Seconds since 1970; a post that says it was published later waits.
        """
        rows = self._db.execute(
            "SELECT p.key FROM posts p LEFT JOIN claims c ON c.post = p.key WHERE p.version > 0 AND p.used"
            " AND (p.published IS NULL OR p.published <= ?)"
            " AND (c.post IS NULL OR c.version <> p.version OR c.rules <> ?) ORDER BY p.key",
            (until, rules),
        )
        return [key for (key,) in rows]

    def made_since(self, run: int) -> list[int]:
        """Keys of posts that were read in the runs after this one."""
        return [key for (key,) in self._db.execute("SELECT post FROM claims WHERE run > ?", (run,))]

    def post(self, key: int) -> Post:
        """What a post says now."""
        (record,) = self._db.execute(
            "SELECT v.record FROM posts p JOIN versions v ON v.key = p.version WHERE p.key = ?", (key,)
        ).fetchone()
        return post_from_record(record)

    def keep(self, key: int, rules: str, claims: Sequence[Claim], rejections: Sequence[Rejection]) -> None:
        """What a post tells by these rules, in place of what it told before. Background is counted, not kept."""
        told = "\n".join(
            json.dumps(claim_record(claim), ensure_ascii=False) for claim in claims if not claim.background
        )
        left = json.dumps([rejection_record(rejection) for rejection in rejections], ensure_ascii=False)
        reasons = "\n".join(f"{r.stage}: {r.reason.split(':')[0]}" for r in rejections)
        self._db.execute(
            "INSERT OR REPLACE INTO claims SELECT key, version, ?, ?, ?, ?, ? FROM posts WHERE key = ?",
            (rules, _sound(told), _sound(left), _sound(reasons), self._run, key),
        )

    def all(self, until: float, copies: Mapping[int, Copy]) -> Iterator[tuple[int, Claim, bytes]]:
        """Every claim with the key of its post, and its record as JSON.

        Args:
            until: Posts published later wait, in seconds since 1970.
            copies: Posts that pass on the words of others.
        """
        rows = self._db.execute(
            "SELECT c.post, c.claims FROM claims c JOIN posts p ON p.key = c.post WHERE c.claims <> '' AND p.used"
            " AND (p.published IS NULL OR p.published <= ?) ORDER BY c.post",
            (until,),
        )
        for key, lines in rows:
            for line in lines.split("\n"):
                record = json.loads(line)
                if key not in copies:
                    yield key, claim_from_record(record), line.encode()
                    continue
                # Whose words they are is learned after the post was read, so the record does not tell it yet.
                record["copy_of"] = copies[key].of
                told = (
                    line.removesuffix(_OWN_WORDS)
                    + f'"copy_of": {json.dumps(copies[key].of, ensure_ascii=False)}}}'
                )
                yield key, claim_from_record(record), told.encode()

    def of(self, claim_ids: Iterable[str]) -> list[dict[str, Any]]:
        """Records of some claims, in the order asked for; those that are gone are left out."""
        found = []
        for claim_id in claim_ids:
            row = self._db.execute(
                "SELECT c.claims FROM members m JOIN claims c ON c.post = m.post WHERE m.claim = ?",
                (claim_id,),
            ).fetchone()
            records = map(json.loads, row[0].split("\n") if row and row[0] else ())
            found += [record for record in records if record["claim_id"] == claim_id]
        return found

    def reasons(self) -> Iterator[tuple[str, int]]:
        """Why claims were left out, lines of reasons with how many posts have just these."""
        yield from self._db.execute(
            "SELECT c.reasons, count(*) FROM claims c JOIN posts p ON p.key = c.post WHERE c.reasons <> '' AND p.used"
            " GROUP BY c.reasons ORDER BY c.reasons"
        )

    def rejections(self) -> Iterator[tuple[str, str]]:
        """Posts with what was left out of each, as JSON."""
        yield from self._db.execute(
            "SELECT p.post, c.rejections FROM claims c JOIN posts p ON p.key = c.post WHERE c.rejections <> '[]' ORDER BY p.key"
        )


class Events:
    """The events of a store, their ids, and which claims they hold."""

    def __init__(self, database: sqlite3.Connection, run: int) -> None:
        self._db = database
        self._run = run

    def members(self) -> dict[str, Member]:
        """Claim id -> where it belonged last, claims that are gone included."""
        rows = self._db.execute("SELECT claim, event, because, post, place, type FROM members")
        return {claim: Member(*rest) for claim, *rest in rows}

    def keep_members(self, members: Mapping[str, Member], before: Mapping[str, Member]) -> None:
        """Where claims belong now; claims that are gone for now keep their event, should they come back."""
        changed = ((claim, *member) for claim, member in members.items() if before.get(claim) != member)
        self._db.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?)", changed)

    def aliases(self) -> dict[str, str]:
        """Ids of events that became part of others -> those."""
        return dict(self._db.execute("SELECT old, event FROM aliases"))

    def keep_aliases(self, aliases: Mapping[str, str], alive: Iterable[str]) -> None:
        """Former id -> event id; what is an event of its own now is nobody's alias."""
        self._db.executemany("INSERT OR REPLACE INTO aliases VALUES (?, ?)", sorted(aliases.items()))
        self._db.executemany("DELETE FROM aliases WHERE old = ?", ((event,) for event in alive))

    def published(self) -> dict[str, Kept]:
        """Event id -> the event as kept by the last run that published."""
        return {
            event: Kept(json.loads(record), json.loads(claims), bool(held))
            for event, record, claims, held in self._db.execute("SELECT * FROM events ORDER BY id")
        }

    def keep(self, events: Mapping[str, Kept], before: Mapping[str, Kept]) -> None:
        """The events of this run; one that is no event of its own any more leaves a tombstone.

        What became part of another leaves one, too: should that one go, its former ids have nowhere to lead.

        Args:
            events: Event id -> the event.
            before: What ``published`` gave.
        """
        db = self._db
        for event in before.keys() - events.keys():
            record = json.dumps(before[event].columns, ensure_ascii=False)
            db.execute("INSERT OR REPLACE INTO withdrawn VALUES (?, ?, ?)", (event, record, self._run))
            db.execute("DELETE FROM events WHERE id = ?", (event,))
        for event, kept in events.items():
            if before.get(event) is not kept:
                record = json.dumps(kept.columns, ensure_ascii=False)
                row = (event, _sound(record), json.dumps(list(kept.claims)), int(kept.held))
                db.execute("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?)", row)
        db.executemany(
            "DELETE FROM withdrawn WHERE id = ?", ((event,) for event in events.keys() - before.keys())
        )

    def withdrawn(self) -> dict[str, dict[str, Any]]:
        """Tombstones, of what is part of another event now, too: event id -> its columns when it was published last."""
        rows = self._db.execute("SELECT id, record FROM withdrawn ORDER BY id")
        return {event: json.loads(record) for event, record in rows}

    def evidence_of_corrections(self) -> dict[bytes, str]:
        """What stood under each correction when it was first applied."""
        return dict(self._db.execute("SELECT sha, evidence FROM corrections"))

    def keep_evidence(self, evidence: Mapping[bytes, str]) -> None:
        """What stands under corrections that are new."""
        rows = [(sha, name, self._run) for sha, name in sorted(evidence.items())]
        self._db.executemany("INSERT OR IGNORE INTO corrections VALUES (?, ?, ?)", rows)


def _sound(text: str) -> str:
    """SQLite keeps UTF-8: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode()
