"""What comes out: claims, and the events that claims agree on.

A claim is what one post says. An event is what claims agree on. Absent is None and means "not said".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dateline.gazetteer.place import LonLat
from dateline.timeline.post import Source
from dateline.timeline.span import Span

DateBasis = Literal["stated", "relative", "dateline", "publication"]
Status = Literal["reported", "claimed", "confirmed", "disputed", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An interval of the calendar.

    Attributes:
        start: First instant, included; aware, in the event's own time zone.
        end: Last instant, **excluded**: a day ends at the next midnight.
        edtf: The calendar form, EDTF level 1 (``2026-01-27/2026-01-28``).
        date_prec: UCDP: 1 up to a day or a night, 2 two to six days, 3 a week, 4 a month, 5 a year.
        basis: How we know: ``stated`` (a calendar date in the text), ``relative`` (counted from publication),
            ``dateline`` (the date a report opens with), ``publication`` (nothing said; the day it was published).
        text: The reader's wording ("overnight, 27–28 Jan 2026").
    """

    start: datetime
    end: datetime
    edtf: str
    date_prec: int
    basis: DateBasis
    text: str

    def __post_init__(self) -> None:
        """Refuse naive or empty intervals: QGIS drops a zero-length day from its own frame."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"{self.edtf}: an interval needs a time zone")
        if self.end <= self.start:
            raise ValueError(f"{self.edtf}: ends {self.end} before it starts {self.start}")
        if not 1 <= self.date_prec <= 5:
            raise ValueError(f"{self.edtf}: date_prec {self.date_prec} is not 1 to 5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as an event uses it.

    Attributes:
        name: The place's name for readers ("near Khokholskiy" is told by where_prec, not by the name).
        location: The point; None for where_prec 6.
        where_prec: UCDP: 1 exact, 2 near a named place, 3 admin2, 4 admin1, 5 larger, linear or fuzzy, 6 country,
            7 sea or air.
        uncertainty_km: Radius of the circle that should hold the event; None for where_prec 6.
        country: ISO 3166-1 alpha-2; None at sea.
        admin1: Name of the first-level division; None where unknown.
        admin2: Name of the second-level division; None where unknown.
        place_id: The gazetteer's id.
        feature_code: GeoNames code.
        timezone: IANA zone of the place; None where unknown.
        toponym: As written in the text.
        score: The gazetteer's score of the choice, 0 to 1.
        because: Why this place and not a namesake, in words; for explanations.
    """

    name: str
    location: LonLat | None
    where_prec: int
    uncertainty_km: float | None
    country: str | None
    admin1: str | None
    admin2: str | None
    place_id: str
    feature_code: str
    timezone: str | None
    toponym: str
    score: float
    because: str = ""

    def __post_init__(self) -> None:
        """A country has no point of its own, and everything finer has one."""
        if not 1 <= self.where_prec <= 7:
            raise ValueError(f"{self.name}: where_prec {self.where_prec} is not 1 to 7")
        if (self.where_prec == 6) != (self.location is None):
            raise ValueError(f"{self.name}: where_prec {self.where_prec} with location {self.location}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """How many people, as low, best and high; all None when nothing was said (which is not 0)."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened: the fields that a claim and an event share.

    A claim tells them as one post has them, an event as its claims agree on them.

    Attributes:
        title: For readers, made from the fields.
        event_type: ACLED's or our own type.
        sub_event_type: The sub-type.
        target_type: What was hit; None where not said.
        when: The interval; None when neither text nor publication dates it.
        where: The place; None when no place could be told.
        killed: People killed.
        injured: People injured.
        actor: Who did it as told ("Russia", "Ukraine", ...); None where not said.
        status: reported, claimed, confirmed, disputed or denied.
        claimed_by: The speaker as worded; None where nobody is named.
        confidence: 0 to 1.
        review: Why an editor should look first; None when nothing calls for it.
    """

    title: str
    event_type: str
    sub_event_type: str
    target_type: str | None = None
    when: When | None = None
    where: Where | None = None
    killed: Toll = Toll()
    injured: Toll = Toll()
    actor: str | None = None
    status: Status = "reported"
    claimed_by: str | None = None
    confidence: float
    review: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Happening):
    """What one post says happened.

    Attributes:
        claim_id: Stable while the post, the trigger's place in it and the type stay.
        post_id: The post.
        source: Who published it.
        url: Permalink of the post; None when there is none.
        published: Publication instant; None when unknown.
        language: Language pack that read the post.
        quote: The sentence or sentences that say it, from the post's own text.
        quote_span: Where the quote stands in ``Post.text``.
        trigger: The words that announced it.
        weapons: Keys of weapons named, in order of appearance.
        background: History that the post only recalls; kept, and no event is made of it.
        main: Whether this is the first claim of its post.
        notes: How the fields were decided, one sentence each; for explanations.
        copy_of: Whose words the post passes on, so that it is no report of its own; None for its own words.
    """

    claim_id: str
    post_id: str
    source: Source
    url: str | None
    published: datetime | None
    language: str
    quote: str
    quote_span: Span
    trigger: str
    weapons: tuple[str, ...] = ()
    background: bool = False
    main: bool = False
    notes: tuple[str, ...] = ()
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Happening):
    """What claims agree on.

    Attributes:
        event_id: Id of the earliest claim, so it survives new reports.
        claims: At least one, earliest publication first.
        merged_because: One sentence for each claim after the first: why it is the same happening.
        aliases: Ids that this event had or swallowed.
        first_seen: Publication instant of the earliest claim; None when unknown.
        changed_at: Publication instant of the latest claim; None when unknown.
    """

    event_id: str
    claims: tuple[Claim, ...]
    merged_because: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    first_seen: datetime | None = None
    changed_at: datetime | None = None

    def __post_init__(self) -> None:
        """An event without a claim has no evidence."""
        if not self.claims:
            raise ValueError(f"event {self.event_id} has no claims")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What was left out, and why.

    Attributes:
        post_id: The post.
        stage: Who decided. ``reading``: this is no post, or no words of one. ``triggers``: a word tells no fact.
            ``toponyms``: a name is no place here. ``locating``: which place is meant is not sure. ``tallies``:
            the words add up what happened over an area. ``claiming``: a happening gives no claim, or one that is
            not drawn.
        reason: A short fixed phrase, countable ("forecast", "metonym", "no place"), then details after a colon.
        quote: The words it is about, from the post's own text.
        span: Where the quote stands in ``Post.text``; None for what a reader left out.
    """

    post_id: str
    stage: str
    reason: str
    quote: str
    span: Span | None = None


def is_drawn(happening: Happening) -> bool:
    """Whether the page draws it: dated, placed finer than a country, neither denied nor mere background."""
    if isinstance(happening, Claim) and happening.background:
        return False
    where = happening.where
    return (
        happening.when is not None
        and happening.status != "denied"
        and where is not None
        and where.location is not None
        and where.where_prec <= 5
    )
