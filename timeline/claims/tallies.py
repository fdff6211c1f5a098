"""Does a candidate add up what happened over an area, so that no single place could be drawn for it?"""

from dateline.timeline.claims.linking import Candidate
from dateline.timeline.event import Rejection, Where
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading

# From this where_prec on (a first-level division, a front, a sea) a place is an area and not a spot.
_AREA = 4
_FRONT = 5
# "Three attacks in the region" may be one raid told by its parts; more are the work of several days or towns.
_SEVERAL = 4
# date_prec of a month; a toll told of a month or a year is a sum.
_MONTH = 4
# An army that says it killed so many in a direction adds up its day.
_BODY_COUNT = 20


def reject_tally(
    reading: Reading, candidate: Candidate, where: Where | None, quote: Span
) -> Rejection | None:
    """A candidate whose words are a tally over an area; None for a happening, or a place fine enough to draw.

    "12 enemy attacks in Donbas in past 24 hours" and "the army killed three residents of Donetsk region in a
    day" sum up what happened in many towns: the middle of the region is where none of it did.

    Args:
        reading: The post.
        candidate: What linking put together.
        where: Its place.
        quote: The words that tell it, in the visible text.
    """
    reason = _reason(reading, candidate, where)
    return None if reason is None else reading.reject(quote, stage="tallies", reason=reason)


def _reason(reading: Reading, candidate: Candidate, where: Where | None) -> str | None:
    if where is None or where.where_prec < _AREA:
        return None
    for scene in candidate.scenes:
        for hit in reading.hits:
            if (
                hit.entry.table == "period"
                and scene.span.start <= reading.tokens[hit.first].start < scene.span.end
            ):
                return "a tally of a period over an area"
    when = candidate.time.when if candidate.time else None
    if when is not None and when.date_prec >= _MONTH:
        return "a tally of a period over an area"
    if any(trigger.count >= _SEVERAL for trigger in candidate.triggers):
        return "a count of several over an area"
    if any(mention.outcome == "killed" and mention.low >= _BODY_COUNT for mention in candidate.casualties):
        forces = {argument.key for argument in candidate.arguments if argument.kind == "actor"}
        if len(forces) > 1:
            return "an army's count of the killed over an area"
    if where.where_prec >= _FRONT and all(trigger.weak for trigger in candidate.triggers):
        return "a toll alone over an area"
    return None
