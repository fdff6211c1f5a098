"""Events and corrections as the review page is told them: plain JSON, texts that any reader can take."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from dateline.output.columns import clean_text
from dateline.review.listing import Listed, Review
from dateline.timeline.desk.corrections import FIELDS, Correction, days_of

# Of an event in the list.
_BRIEF = ("title", "date_text", "place", "sub_event_type", "status", "review", "confidence")


def is_shown(one: Listed, show: str) -> bool:
    """Whether a filter (held, look or all) lets an event through."""
    return show == "all" or (one.held if show == "held" else one.is_to_look_at)


def holds_words(one: Listed, sought: Sequence[str]) -> bool:
    """Whether each word, case folded, stands in what readers would look for."""
    if not sought:
        return True
    names = ("title", "place", "admin1", "quote", "source_name", "sub_event_type", "date_text", "id")
    text = " ".join(str(one.columns.get(name) or "") for name in names).casefold()
    return all(word in text for word in sought)


def cleaned(value: Any) -> Any:
    """A text without what makes it read as another; anything else as it is."""
    return clean_text(value) if isinstance(value, str) else value


def brief(one: Listed) -> dict[str, Any]:
    """An event as the list shows it."""
    return {name: cleaned(one.columns[name]) for name in _BRIEF} | {
        "event": one.event,
        "held": one.held,
        "troubles": [clean_text(line) for line in one.troubles],
        "waiting": [told.action for told in one.waiting],
        "taken_back": one.taken_back,
    }


def claim_told(record: Mapping[str, Any]) -> dict[str, Any]:
    """A claim of the store; ``url`` only where it may be a link."""
    names = (
        "claim_id", "post_id", "title", "quote", "trigger", "toponym", "language", "published", "source_name", "date_text",
        "place", "status", "claimed_by",
    )  # fmt: skip
    told = {name: cleaned(record[name]) for name in names}
    return told | {"url": _link(record["source_url"])}


def own_claim(one: Listed) -> dict[str, Any]:
    """What an event of the desk's own rests on."""
    columns = one.columns
    return {
        "claim_id": None, "post_id": None, "title": cleaned(columns["title"]), "quote": cleaned(columns["quote"]),
        "trigger": None, "toponym": None, "language": None, "published": columns["first_seen"],
        "source_name": cleaned(columns["source_name"]), "date_text": columns["date_text"], "place": cleaned(columns["place"]),
        "status": columns["status"], "claimed_by": cleaned(columns["claimed_by"]), "url": _link(columns["source_url"]),
    }  # fmt: skip


def _link(address: str | None) -> str | None:
    return clean_text(address) if address and address.startswith(("http://", "https://")) else None


def row_told(told: Correction, review: Review) -> dict[str, Any]:
    """A row of the table with what became of it; ``event`` only where the list has it."""
    sha = told.sha.hex()
    decisions = review.decisions
    event = review.now(decisions["event"].get(sha, told.event))
    listed = review.by_id.get(event)
    became = "waiting" if sha not in decisions["event"] else "applied"
    became = "not applied" if sha in decisions["not_applied"] else became
    became = "look again" if sha in decisions["look_again"] else became
    names = ("row", "action", "field", "value", "who", "when", "why")
    return {name: cleaned(getattr(told, name)) for name in names} | {
        "event": event if listed and listed.columns else None,
        "of": clean_text(told.event),
        "title": cleaned(listed.columns.get("title")) if listed else None,
        "sha": sha,
        "became": became,
        "because": cleaned(decisions["not_applied"].get(sha)),
    }


def form_told(one: Listed) -> dict[str, str]:
    """What the fields of the page hold at first: the event, with what waits laid over it."""
    told: dict[str, str] = {}
    for name in FIELDS:
        told[name] = clean_text(str(one.columns.get(name) or ""))
    for name in ("killed", "injured"):
        told[name] = _count(one.columns, name)
    told["date"] = str(one.columns["date_edtf"] or "")
    if days_of(told["date"]) is None:
        told["date"] = str(one.columns["date_start"] or "")[:10]
    told["url"] = _link(one.columns["source_url"]) or ""
    for name in ("lon", "lat"):
        told[name] = "" if one.columns[name] is None else str(one.columns[name])
    for row in one.waiting:
        if row.action == "set":
            told[row.field] = clean_text(row.value)
        elif row.action == "move":
            told["lon"], told["lat"] = row.value.split(",")
            told["place"] = clean_text(row.field) or told["place"]
    return told


def _count(columns: Mapping[str, Any], name: str) -> str:
    low, best, high = (cast("int | None", columns[f"{name}_{which}"]) for which in ("low", "best", "high"))
    if low is not None and high is not None and low < high:
        return f"{low}-{high}"
    return "" if best is None else str(best)
