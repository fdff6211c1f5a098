"""Symbols -> times of day: clocks, parts of the day and nights.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from dataclasses import replace

from dateline.timeline.times.grammar.days import day_number
from dateline.timeline.times.grammar.months import OFFSETS, Read
from dateline.timeline.times.grammar.relative import is_day, moment
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.terms import (
    CalendarDay,
    Clock,
    Night,
    Part,
    PartName,
    Term,
    Told,
    Unit,
    Weekday,
)


def clock(s: Symbols, i: int, *, loose: bool = False) -> Read:
    """Read "03:40", "5.30am", "5 o'clock", «о 7-й ранку», "0340 GMT".

    ``loose`` takes a bare hour too, for what stands behind a day and "at".
    """
    found = _figures(s, i, loose=loose)
    if found is None:
        return None
    end, hour, minute, exact, half = found
    if s.has(end, "meridiem"):
        if hour > 12:
            return None
        hour = hour % 12 + (12 if s.value(end, "meridiem") == "pm" else 0)
        end, half = end + 1, False
    else:
        j = s.skip(end, 2, "in", "article")
        part = s.value(j, "part")
        if part is not None and hour <= 12 and part in _HALVES and not s.has(j + 1, "of"):
            hour = clock_hour(hour, part)
            end, half = j + 1, False
    zone = None
    j = s.skip(end, 1, "open")
    if s.has(j, "zone"):
        zone = s.value(j, "zone")
        end = j + 2 if j > end and s.has(j + 1, "close") else j + 1
    elif s.has(s.skip(end, 1, "comma"), "zone") and s.has(end, "comma"):
        end = end + 2
        zone = s.value(end - 1, "zone")
    return end, Clock(
        hour % 24, minute, exact, None if zone == "local" else zone, None, half and zone is None
    )


# Parts of the day that say which half of it an hour up to 12 is in.
_HALVES = frozenset(("dawn", "early", "morning", "afternoon", "daytime", "evening", "night", "late"))


def clock_hour(hour: int, part: str) -> int:
    """An hour up to 12 beside a part of the day -> 0 to 23: 3 in the afternoon is 15, 12 at night 0."""
    if part in ("afternoon", "evening", "daytime", "late"):
        return hour + 12 if hour < 12 and not (part == "daytime" and hour >= 8) else hour
    if part in ("night", "early"):
        return hour % 12 if hour < 6 or hour == 12 else hour + 12 if part == "night" else hour
    return hour % 12 if hour == 12 else hour


def _figures(s: Symbols, i: int, *, loose: bool) -> tuple[int, int, int, bool, bool] | None:
    """Hour and minute -> (next, hour, minute, to the minute, half open between am and pm)."""
    tags = s.tags[i]
    if "colon" in tags:
        hour, minute = tags["colon"][:2]
        if hour > 24 or minute > 59 or tags["sizes"][1] != 2 or tags["sizes"][0] > 2:
            return None
        end = i + 1
        if s.has(end, "clock_word", "unit_short", "oclock"):
            end += 1
        return end, hour, minute, True, False
    if "dotted" in tags and len(tags["dotted"]) == 2:
        hour, minute = tags["dotted"]
        fits = hour < 24 and minute < 60 and tags["sizes"][1] == 2
        if fits and (s.has(i - 1, "at") or s.has(i + 1, "meridiem")):
            return i + 1, hour, minute, True, hour <= 12
        return None
    at = s.value(i - 1, "at")
    if "fraction" in tags:
        return _fraction(s, i, at)
    if "int" in tags:
        value = tags["int"]
        if tags["digits"] == 4 and s.has(i + 1, "zone", "oclock") and value // 100 < 24 and value % 100 < 60:
            return s.skip(i + 1, 1, "oclock"), value // 100, value % 100, True, False
        if tags["digits"] > 2 or value > 24:
            return None
        end, suffixed = i + 1, False
        if s.has(i + 1, "suffix") and s.touching(i):
            end, suffixed = i + 2, True
        elif s.has(i + 1, "dash") and s.has(i + 2, "suffix") and s.touching(i) and s.touching(i + 1):
            end, suffixed = i + 3, True
    else:
        number = s.value(i, "number")
        ordinal = s.value(i, "ordinal")
        value = number if number is not None else ordinal
        if value is None or not 1 <= value <= 24 or not (at or s.has(i + 1, "oclock")):
            return None
        end, suffixed = i + 1, ordinal is not None and number is None
    half = value <= 12
    if s.has(end, "meridiem") and value <= 12:
        return (end, value, 0, False, False) if not suffixed else None
    if s.has(end, "oclock"):
        return end + 1, value, 0, False, half
    if s.has(end, "clock_word"):
        j = end + 1
        dotted = s.skip(j, 1, "dot") if s.touching(end) else j
        minutes = s.value(dotted, "int")
        short = s.value(dotted + 1, "unit") or s.value(dotted + 1, "unit_short")
        if at and minutes is not None and minutes < 60 and short == "minute":
            return dotted + 2, value, minutes, True, half
        if s.has(j, "part") and s.value(j, "part") in _HALVES:
            return j, value, 0, False, half
        if at == "at" or (at and suffixed):
            return j, value, 0, False, half
        return None
    if s.has(end, "part") and s.value(end, "part") in _HALVES and value <= 12 and s.words.genitive:
        return end, value, 0, False, half
    if suffixed and at == "at" and s.has(end, "zone", "comma", "dot") and s.words.genitive:
        return end, value, 0, False, half
    if s.has(end, "in") and s.has(end + 1, "article") and s.has(end + 2, "part") and at == "at":
        return end, value, 0, False, half
    if at == "at" and s.has(end, "zone"):
        return end, value, 0, False, half
    if at == "at" and i == 1 and end >= s.size:
        # Nothing but «о 15»: a column of times.
        return end, value, 0, False, half
    if loose and at == "at" and (end >= s.size or s.has(end, "comma", "dot", "close", "closer", "in")):
        return end, value, 0, False, half
    return None


def _fraction(s: Symbols, i: int, at: str | None) -> tuple[int, int, int, bool, bool] | None:
    """Read "half past five", «пів на шосту», «в половине шестого»: minutes before or after an hour."""
    hour = s.value(i + 1, "int") or s.value(i + 1, "number") or s.value(i + 1, "ordinal")
    if hour is None or not 1 <= hour <= 12:
        return None
    if s.words.genitive and not (at or s.has(i + 2, "part", "meridiem", "clock_word")):
        # «половина першого тайму» is no clock.
        return None
    minutes = hour % 12 * 60 + s.value(i, "fraction")
    return i + 2, minutes // 60 % 12, minutes % 60, True, True


def part_phrase(s: Symbols, i: int) -> tuple[int, PartName] | None:
    """Read "morning", "in the early morning", "late evening", "the early hours"."""
    j = s.skip(i, 2, "in", "article", "about")
    early_late = s.value(j, "edge_day")
    if early_late is not None:
        k = s.skip(j + 1, 2, "dash", "in", "article")
        part = s.value(k, "part")
        if part is not None:
            return k + 1, "night" if part == "night" else "dawn" if (early_late, part) == (
                "early",
                "morning",
            ) else part
        return None
    part = s.value(j, "part")
    return (j + 1, part) if part is not None else None


def night(s: Symbols, i: int) -> Read:
    """A night across midnight: "overnight into 5 May", «у ніч на 28 січня», "the night of 27 to 28 May"."""
    overnight = s.value(i, "overnight")
    nightly = overnight is not None or s.value(i, "part") == "night"
    if s.words.genitive and s.value(i, "part") == "early" and s.has(i - 1, "over_span"):
        # «Протягом ночі»: the small hours' word, but the whole night.
        nightly = True
    if not nightly:
        side = s.value(i, "side")
        if side in ("last", "past", "this") and s.value(i + 1, "part") in ("night", "early"):
            if side == "this" and not s.words.genitive:
                return i + 2, Part("night", Unit("day", 0))
            into = _into(s, i + 2)
            return into or (i + 2, Night(Unit("day", 0), "ends"))
        return None
    j = i + 1
    into = _into(s, j)
    if into is not None:
        return into
    k = s.skip(j, 3, "of", "in", "article", "comma")
    linked = k > j
    pair = _pair_of_days(s, s.skip(k, 1, "range", "in") if s.has(k, "range") else k)
    if pair is not None and (linked or overnight is not None or s.has(k, "range")):
        return pair[0], Night(pair[1], "ends")
    base = moment(s, k)
    if base is not None and is_day(base[1]):
        if overnight == "night":
            return base[0], Night(base[1], "ends")
        if overnight == "hours":
            return base[0], Part("early", base[1])
        if s.has(j, "of") or (s.words.genitive and k == j):
            return base[0], Night(base[1], "begins")
    if overnight is not None or (s.value(i - 1, "over_span") and s.words.genitive):
        return i + 1, Night(None, "ends")
    return None


def _into(s: Symbols, i: int) -> Read:
    """Read "into Tuesday", «на 28 січня», «проти середи»: the day that a night ends on."""
    if not s.has(i, "into"):
        return None
    base = moment(s, s.skip(i + 1, 2, "article", "in"))
    if base is None or not is_day(base[1]):
        return None
    return base[0], Night(base[1], "ends")


def _pair_of_days(s: Symbols, i: int) -> tuple[int, Term] | None:
    """Read "27 to 28 January", "January 27–28", "Sunday to Monday": the second day."""
    joints = ("to", "and") if s.value(i - 1, "range") == "between" else ("to",)
    first = moment(s, i)
    if first is not None and is_day(first[1]):
        j = first[0]
        if s.has(j, "dash", "into") or s.value(j, "range") in joints:
            k = s.skip(j + 1, 2, "article", "in")
            if isinstance(first[1], CalendarDay) and first[1].month is not None:
                day = day_number(s, k)
                second_day = moment(s, k)
                if day is not None and (second_day is None or not is_day(second_day[1])):
                    return day[0], CalendarDay(day[1], first[1].month, first[1].year)
            second = moment(s, k)
            if second is not None and is_day(second[1]):
                return second
    day = day_number(s, i)
    if day is not None and (s.has(day[0], "dash", "into", "slash") or s.value(day[0], "range") in joints):
        second = moment(s, s.skip(day[0] + 1, 1, "article"))
        if second is not None and isinstance(second[1], CalendarDay) and second[1].month is not None:
            return second
    return None


# What a time of day and a night can begin with.
_TIME_WORDS = frozenset((
    "colon", "dotted", "fraction", "int", "number", "ordinal", "part", "edge_day", "about",
))  # fmt: skip
_NIGHT_WORDS = frozenset(("overnight", "part", "side"))


def timed(s: Symbols, i: int) -> Read:
    """A day with or without its time of day, or a time of day alone: the longest reading."""
    if not s.tags[i]:
        return None
    key = ("timed", i)
    if key in s.read:
        remembered: Read = s.read[key]
        return remembered
    best = _day_first(s, i)
    tags = s.tags[i]
    for read, tables in ((_time_first, _TIME_WORDS), (night, _NIGHT_WORDS)):
        found = None if tables.isdisjoint(tags) else read(s, i)
        if found is not None and (
            best is None or found[0] > best[0] or (read is night and found[0] == best[0])
        ):
            best = found
    if best is not None and isinstance(best[1], Night):
        # "Last night at 11:30"
        at = clock(s, s.skip(best[0], 3, "comma", "at", "about", "in"), loose=True)
        if at is not None:
            best = at[0], attach(at[1], best[1])
    s.read[key] = best
    return best


def _day_first(s: Symbols, i: int) -> Read:
    """Read "Monday morning", "28 January at 03:40", «вчора ввечері», "Sunday night into Monday"."""
    fixed = s.value(i, "day_part")
    if fixed is not None:
        offset, part = fixed.split(" ")
        tonight = Part(part, Unit("day", int(offset)))
        at = clock(s, s.skip(i + 1, 3, "comma", "at", "about", "in"), loose=True)
        return (at[0], attach(at[1], tonight)) if at is not None else (i + 1, tonight)
    j = i
    if s.has(i, "edge_day"):
        j = s.skip(i + 1, 2, "in", "of", "article", "dash")
    elif s.has(i, "vague"):
        j = s.skip(i + 1, 2, "in", "article")
    base = moment(s, j)
    if base is None and s.has(i, "side"):
        part = s.value(i + 1, "part")
        if s.value(i, "side") == "this" and part:
            base = (i + 2, Part(part, Unit("day", 0)))
        elif s.value(i, "side") in ("last", "past") and part and part not in ("night", "early"):
            base = (
                i + 2,
                Part(part, Unit("day", 0 if s.words.genitive and part in ("morning", "dawn") else -1)),
            )
    whole = moment(s, i) if j > i else None
    if whole is not None and (base is None or not is_day(base[1])):
        return whole
    if base is None:
        return None
    end, term = base
    if isinstance(term, Told) and term.what == "day":
        # «Напередодні ввечері», "the next day in the afternoon".
        behind = part_phrase(s, end)
        if behind is not None:
            end, term = behind[0], Told(term.which, behind[1])
            base = end, term
    if isinstance(term, Part | Told):
        at = clock(s, s.skip(end, 3, "comma", "at", "about", "in"), loose=True)
        return (at[0], attach(at[1], term)) if at is not None else base
    if not is_day(term):
        return base if j == i or s.has(i, "vague") else None
    early_late = s.value(i, "edge_day") if j > i else None
    k = s.skip(end, 1, "comma")
    part_found = part_phrase(s, k)
    overnight = s.value(k, "overnight")
    if overnight == "night" and k == end:
        return k + 1, Night(term, "ends")
    if part_found is not None:
        pend, part = part_found
        if part == "night" or (part == "evening" and s.has(pend, "into")):
            into = _into(s, pend)
            if into is not None:
                return into
        if isinstance(term, Weekday) and term.side == "bare" and term.week is None:
            # "Wednesday evening next week"
            side = s.value(pend, "side")
            if side in OFFSETS and s.value(pend + 1, "unit") == "week":
                return pend + 2, Part(part, replace(term, week=OFFSETS[side]))
        # «Сьогодні вночі» is the night that has just ended, as «вночі» alone is.
        just_ended = term == Unit("day", 0) and overnight == "hours" and not s.future
        term = Night(term, "ends") if just_ended else Part(part, term)
        end = pend
    elif early_late is not None:
        into = _into(s, end)
        if into is not None:
            return into
        term = Part("early" if early_late == "early" else "late", term)
    j = s.skip(end, 3, "comma", "at", "about", "in", "article")
    at = clock(s, j, loose=True)
    if at is not None and not _is_end_of_range(s, j, at[0]):
        return at[0], attach(at[1], term)
    return end, term


def _is_end_of_range(s: Symbols, i: int, end: int) -> bool:
    """Whether a clock behind a day begins or ends a range: "Tuesday from 3:00 to 5:30", "18:00 until 19:30"."""
    if i and s.value(i - 1, "range") == "to" and s.value(i - 1, "at") != "at":
        return True
    opened = i and s.value(i - 1, "range") in ("from", "between")
    return bool(opened) and (s.has(end, "dash") or s.value(end, "range") in ("to", "and", "through"))


def _time_first(s: Symbols, i: int) -> Read:
    """Read "03:40 on 28 January", "the morning of 28 January", «вранці 5 серпня», "early on Monday"."""
    at = clock(s, i)
    if at is not None:
        end, term = at
        j = s.skip(end, 3, "comma", "in", "of", "article")
        found = _day_first(s, j)
        if found is not None and (is_day(found[1]) or isinstance(found[1], Part)):
            return found[0], attach(term, found[1])
        return at
    if s.has(i, "in", "article"):
        return None
    part_found = part_phrase(s, i)
    if part_found is None:
        return None
    end, part = part_found
    j = s.skip(end, 3, "in", "of", "article", "comma")
    base = moment(s, j)
    if base is not None and is_day(base[1]):
        at = clock(s, s.skip(base[0], 3, "comma", "at", "about"), loose=True)
        if at is not None:
            return at[0], attach(at[1], Part(part, base[1]))
        return base[0], Part(part, base[1])
    at = clock(s, s.skip(end, 3, "comma", "at", "about")) if s.has(i, "part_alone") else None
    if at is not None:
        return at[0], attach(at[1], Part(part))
    cued = s.has(i, "part_alone") or s.has(end - 1, "part_alone") or part in ("midnight", "noon")
    cued = cued or (s.has(i - 1, "article") and s.has(i - 2, "in", "over_span"))
    return (end, Part(part)) if cued else None


def attach(time: Term, day: Term) -> Term:
    """A clock beside a day or a part of it."""
    if not isinstance(time, Clock):
        return time
    if isinstance(day, Night):
        # "At 8 last night" is before midnight, "at 3" behind it.
        late = (6 if time.half else 8) <= time.hour < 12
        return replace(time, hour=time.hour + 12 * late, half=False, day=day)
    if isinstance(day, Part):
        hour = clock_hour(time.hour, day.part) if time.half else time.hour
        return replace(time, hour=hour, half=False, day=day.day)
    if isinstance(day, Told) and day.what not in ("day", "night"):
        return replace(time, half=False, day=Told(day.which, "day"))
    return replace(time, day=day)
