"""A time as the text tells it."""

from dataclasses import dataclass
from typing import Literal

from dateline.timeline.span import Mention
from dateline.timeline.times.terms import Term

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression(Mention):
    """Words that tell a time, in TIMEX3 terms; relative values are still open.

    Attributes:
        timex_type: DATE, TIME, DURATION or SET.
        rule: Name of the grammar rule that read it; for explanations and for anchoring.
        term: What the words mean, relative parts still open (see terms.py).
        future: Whether the sentence speaks of what is to come ("will", "scheduled").
        role: ``event`` by default; ``bound`` for since, until and by, which date no event.
    """

    timex_type: TimexType
    rule: str
    term: Term
    future: bool = False
    role: Literal["event", "bound"] = "event"
