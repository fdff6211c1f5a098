"""Whether a time stands in words of what is to come: "will meet on Monday", not "said on Monday it will"."""

from dateline.timeline.times.grammar.symbols import Symbols

# How far a word of the future reaches, in symbols.
_BEFORE, _AFTER_OPENING, _AFTER = 8, 10, 2


def is_future(s: Symbols, first: int, last: int) -> bool:
    """Whether symbols ``first`` to ``last`` (excluded) tell a time to come.

    A word of the future counts when it stands before the time in the same clause ("scheduled for Friday"),
    right behind it («у п'ятницю відбудуться»), or behind a time that opens the sentence ("On Friday they will
    meet"), unless somebody speaks in between.
    """
    if not s.future:
        return False
    for i in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
        if "future" in s.tags[i]:
            return True
        if _ends_clause(s, i):
            break
    opens = first <= 2
    for i in range(last, min(last + (_AFTER_OPENING if opens else _AFTER), s.size)):
        if "future" in s.tags[i]:
            return True
        if "past_cue" in s.tags[i] or (not opens and (_ends_clause(s, i) or s.value(i, "range") == "and")):
            break
    return False


def _ends_clause(s: Symbols, i: int) -> bool:
    tags = s.tags[i]
    return "comma" in tags or "past_cue" in tags or s.text[s.starts[i]] in ";:"
