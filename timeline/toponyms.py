"""Names of places in a text -> Toponym, each with what it is here: a place, a government, a person ..."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazetteer import Gazetteer, NameHit
from timeline.mention import Relation, Toponym
from timeline.place_words import PlaceWords, follows, is_acronym, place_words
from timeline.reading import Reading
from timeline.span import Span

# A capital within so many words of "attack", "explosion" or "visit" is the place, not the government.
_HIT_REACH = 3


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """Words of a post side by side with the pack's words about places."""

    reading: Reading
    norms: list[str]
    words: PlaceWords

    def norm(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else ""

    def capital(self, i: int) -> bool:
        tokens = self.reading.tokens
        return 0 <= i < len(tokens) and tokens[i].kind == "word" and tokens[i].text[0].isupper()

    def opens_sentence(self, i: int) -> bool:
        return any(first == i for first, _ in self.reading.sentence_tokens)


def find_toponyms(reading: Reading, gazetteer: Gazetteer) -> list[Toponym]:
    """All place names as written, in order, those that mean no place here too, with the reason.

    Longest names win: "Kharkiv region" is one toponym. An adjective before a facility ("Khokholska oil depot")
    is the name of the town it is made from.
    """
    view = _View(reading, [token.norm for token in reading.tokens], place_words(reading.lexicon))
    texts = [token.text if token.kind != "mark" else "" for token in reading.tokens]
    found: list[Toponym] = []
    persons: set[str] = set()
    at = 0
    for hit in gazetteer.scan(texts):
        found.extend(_adjectives(view, gazetteer, at, hit.first))
        at = hit.last
        toponym = _judge(view, gazetteer, hit, persons, found)
        if toponym is not None:
            found.append(toponym)
    found.extend(_adjectives(view, gazetteer, at, len(texts)))
    return _share_regions(view, found)


def _judge(
    view: _View, gazetteer: Gazetteer, hit: NameHit, persons: set[str], found: Sequence[Toponym]
) -> Toponym | None:
    """A known name, with its role; None where it is an ordinary word."""
    tokens = view.reading.tokens
    first, last = hit.first, hit.last
    text = tokens[first].text
    matches = gazetteer.matches(hit.key, regions=True)
    if last - first == 1 and is_acronym(text):
        if not any(match.place.feature_code == "PCLI" for match in matches):
            return None
    elif last - first == 1 and len(hit.key) <= 2:
        return None
    country = bool(matches) and matches[0].place.feature_code == "PCLI"
    words = view.words
    if hit.key in words["ordinary"] and not (country and first == last - 1):
        return None
    wanted, last = _wanted(view, hit)
    made = _toponym(view, first, last, hit.key, wanted)
    if hit.key in persons and not wanted:
        return replace(made, role="other", reason="part of a person's name")
    person = not country and not wanted and _is_person(view, hit)
    if person:
        persons.add(hit.key)
        return replace(made, role="other", reason="part of a person's name")
    people = matches[0].place.population or 0
    if not country and not wanted and _is_part_of_name(view, hit, people):
        return None
    if not country and wanted in (None, "city") and people < _SMALL and _goes_on(view, gazetteer, hit):
        return None
    if view.norm(last) in words["body"] and not wanted and view.norm(first - 1) not in words["locative"]:
        return replace(made, role="other", reason="part of the name of a unit, a paper or a body")
    named = view.norm(first - 2) in words["settlement"] or view.norm(first - 2) in words["facility"]
    if wanted is None and _is_quoted(view, first, last) and not named:
        return replace(made, role="other", reason="a name in quotation marks")
    capital = any(match.place.feature_code in ("PPLC", "PCLI") for match in matches[:1])
    possessive = last == hit.last and _is_possessive(tokens[hit.last - 1].text)
    if wanted is None and capital:
        metonym = _metonym(view, first, last, country=country, possessive=possessive)
        if not metonym and _joined_to_metonym(view, first, found):
            metonym = "joined to a government: " + found[-1].text
        if metonym:
            return replace(made, role="metonym", reason=metonym)
        if country and possessive:
            return replace(made, role="attributive")
    if wanted is None and possessive and not capital and view.capital(last):
        return replace(made, role="attributive")
    return made


def _toponym(view: _View, first: int, last: int, key: str, wanted: str | None) -> Toponym:
    tokens = view.reading.tokens
    end = tokens[last - 1].end - (2 if _is_possessive(tokens[last - 1].text) else 0)
    span = Span(tokens[first].start, end)
    return Toponym(
        span=span, text=view.reading.text[span.start : span.end], name=key, relation=_relation(view, first, last),
        wanted=wanted,
    )  # fmt: skip


def _is_possessive(word: str) -> bool:
    return len(word) > 2 and word[-1] in "sS" and word[-2] in "'’ʼ`"


def _wanted(view: _View, hit: NameHit) -> tuple[str | None, int]:
    """What the words around a name ask for, and where the toponym ends with them."""
    words = view.words
    following = view.norm(hit.last)
    before = view.norm(hit.first - 1)
    if following in words["region"] or before in words["region_before"]:
        return "region", hit.last + (1 if following in words["region"] else 0)
    if following in words["district"]:
        return "district", hit.last + 1
    if before in words["settlement"] or (before == "of" and view.norm(hit.first - 2) in words["settlement"]):
        return "city", hit.last
    possessive = _is_possessive(view.reading.tokens[hit.last - 1].text)
    if following in words["facility"] and not view.opens_sentence(hit.last) and not possessive:
        return "facility", hit.last
    return None, hit.last


def _relation(view: _View, first: int, last: int) -> Relation:
    """How the text stands to the place, from the words before it (adjectives between are stepped over)."""
    words = view.words
    if any(follows(view.norms, phrase, first) for phrase in words.near_phrases):
        return "near"
    if view.norm(last) in words["direction"]:
        return "toward"
    for back in range(1, 6):
        norm = view.norm(first - back)
        if not norm or not norm[0].isalpha():
            break
        for relation, table in (("near", "near"), ("toward", "toward"), ("from", "from"), ("in", "in")):
            if norm in words[table]:
                # "from" far away belongs to something else: "missiles from the eastern city of X" is rare.
                if relation == "from" and back > 3:
                    break
                return relation  # type: ignore[return-value]
    return "none"


def _is_person(view: _View, hit: NameHit) -> bool:
    """A given name beside it, or a title before it and nothing locative."""
    words = view.words
    before, following = view.norm(hit.first - 1), view.norm(hit.last)
    if hit.last - hit.first > 1:
        return False
    if before in words["given"] and view.capital(hit.first - 1):
        return True
    if hit.key in words["given"] and view.capital(hit.last):
        return True
    if before in words["title"] and view.norm(hit.first) not in words["region"]:
        return view.capital(hit.first - 1) or following not in words["facility"]
    # "Kaja Kallas": a capitalised word that opens no sentence and is no known name, right before.
    return (
        view.capital(hit.first - 1)
        and not view.opens_sentence(hit.first - 1)
        and before not in words["settlement"]
        and before not in words["locative"]
        and before not in words["region"]
        and view.norm(hit.first - 2) in words["given"]
    )


# A town smaller than this is no place where its name stands beside other capitalised words or opens a sentence.
_SMALL = 50_000


def _goes_on(view: _View, gazetteer: Gazetteer, hit: NameHit) -> bool:
    """«Новосёловка Первая»: Slavic offices have no capitals, so a capital behind a small place continues its name."""
    last = hit.last
    return (
        not view.reading.tokens[hit.first].text.isascii()
        and view.capital(last)
        and not view.opens_sentence(last)
        and view.norm(last) not in view.words["given"]
        and not any(
            # «В Пролетарске Ростовской области»: another name begins here.
            other.first == 0
            for other in gazetteer.scan([token.text for token in view.reading.tokens[last : last + 4]])
        )
    )


def _is_part_of_name(view: _View, hit: NameHit, population: int) -> bool:
    """A small place's name inside a longer one ("Defence Agency"), or an ordinary word that opens a sentence."""
    if population >= _SMALL or hit.last - hit.first > 1:
        return False
    words = view.words
    before = view.norm(hit.first - 1)
    if view.opens_sentence(hit.first):
        return _relation(view, hit.first, hit.last) == "none" and not (
            view.norm(hit.last) in words["hit_words"] or view.norm(hit.last) in ("", ",", ":", "—", "–", "-")
        )
    neighbour = (
        view.capital(hit.first - 1) and before not in words["locative"] and before not in words["region"]
    )
    return neighbour and before not in words["settlement"] and before not in words["in"]


def _joined_to_metonym(view: _View, first: int, found: Sequence[Toponym]) -> bool:
    """ "Envoys for Kyiv and Moscow": what is joined to a government is one."""
    if not found or found[-1].role != "metonym" or first < 2:
        return False
    ends = view.reading.tokens[first - 2].end
    return (
        view.norm(first - 1) in view.words["and"]
        and ends >= found[-1].span.end
        and ends - found[-1].span.end <= 2
    )


def _metonym(view: _View, first: int, last: int, *, country: bool, possessive: bool) -> str:
    """Why a capital or a country stands for its government here; empty when it is the place."""
    words = view.words
    before, following = view.norm(first - 1), view.norm(last)
    if before in words["locative"] or view.norm(first - 2) in words["settlement"]:
        return ""
    if country:
        return f"a state that acts: {following}" if following in words["acts"] and not possessive else ""
    near = [
        view.norm(i)
        for i in (*range(first - _HIT_REACH, first), *range(last, last + _HIT_REACH))
        if view.norm(i) in words["hit_words"]
    ]
    if following in words["acts"] and not near:
        return f"a capital that acts: {following}"
    if possessive and not near:
        return "a capital's own: its government"
    if before in words["not_place_before"]:
        return f"a government: {before} {view.reading.tokens[first].text}"
    if near or (before in words["in"] and before not in words["acts"]):
        return ""
    return "a capital without a word of place: its government"


_OPEN_QUOTES, _CLOSE_QUOTES = frozenset("«“„\"'‘"), frozenset("»”“\"'’")


def _is_quoted(view: _View, first: int, last: int) -> bool:
    """«Волга Скай», "Druzhba": a ship's, a brand's or a plant's name stands in quotation marks of its own."""
    if view.norm(first - 1) not in _OPEN_QUOTES:
        return False
    return any(view.norm(i) in _CLOSE_QUOTES for i in range(last, last + 3))


def _adjectives(view: _View, gazetteer: Gazetteer, first: int, last: int) -> list[Toponym]:
    """ "Khokholska oil depot", «Нікопольський район»: adjectives of towns before a facility or a district."""
    found = []
    words = view.words
    for i in range(first, last):
        token = view.reading.tokens[i]
        if token.kind != "word" or not token.text[0].isupper() or len(token.text) < 6:
            continue
        following = view.norm(i + 1)
        wanted = (
            "district"
            if following in words["district"]
            else "facility"
            if following in words["facility"]
            else ""
        )
        if not wanted or not gazetteer.adjective(token.text):
            continue
        end = i + 2 if wanted == "district" else i + 1
        span = Span(token.start, view.reading.tokens[end - 1].end)
        found.append(
            Toponym(
                span=span,
                text=view.reading.text[span.start : span.end],
                name=token.text,
                relation=_relation(view, i, end),
                wanted=f"adjective {wanted}",
            )
        )
    return found


def _share_regions(view: _View, found: list[Toponym]) -> list[Toponym]:
    """ "Kharkiv, Sumy and Kursk regions": the plural behind the last name holds for the list before it."""
    words = view.words
    ends = {token.end: i for i, token in enumerate(view.reading.tokens)}
    starts = {token.start: i for i, token in enumerate(view.reading.tokens)}
    shared = list(found)
    for k in range(len(shared) - 1, -1, -1):
        last = ends.get(shared[k].span.end)
        wanted = (
            (
                "region"
                if view.norm(last + 1) in words["regions"]
                else "district"
                if view.norm(last + 1) in words["districts"]
                else ""
            )
            if last is not None and shared[k].wanted is None
            else ""
        )
        if not wanted:
            continue
        shared[k] = replace(shared[k], wanted=wanted)
        for j in range(k - 1, -1, -1):
            one, two = ends.get(shared[j].span.end), starts.get(shared[j + 1].span.start)
            if one is None or two is None or not _is_list(view.norms[one + 1 : two]) or shared[j].wanted:
                break
            shared[j] = replace(shared[j], wanted=wanted)
    return shared


def _is_list(between: Sequence[str]) -> bool:
    return 0 < len(between) <= 2 and all(len(word) <= 3 for word in between)
