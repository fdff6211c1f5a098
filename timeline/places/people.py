"""Which names in a post are people's."""

from dateline.gazetteer import NameHit
from dateline.timeline.places.view import PlaceView

# A name of a person is at most so many words: "Mohammed bin Salman Al Saud".
_LONGEST = 4


def find_people(view: PlaceView) -> frozenset[str]:
    """Names, folded as compared, that the post writes behind a given name or a title.

    "Bruce Ivins" or "Mr. Ivins" anywhere makes every "Ivins" of the post a person.
    """
    people: set[str] = set()
    for i in view.capitals:
        tables = view.tables[i]
        if "given" not in tables and "title" not in tables:
            continue
        at = i + 1
        if view.norm(at) == "." and "title" in tables:
            at += 1
        elif not view.adjoin(i):
            continue
        first = at
        while at < first + _LONGEST and view.capital(at) and not view.tables[at] & {"calendar", "title"}:
            at += 1
            if not view.adjoin(at - 1):
                break
        # A title alone before one capitalised word may be "Mayor Kyiv" in a clipped headline; before two it is a name.
        if "given" in tables or at - first >= 2 or view.norm(i + 1) == ".":
            # «Мер Житомира Сергій Сухомлин»: where offices have no capitals, a title's place stands behind it.
            if "given" not in tables and not view.words.capitals_in_names:
                first = next((j for j in range(first, at) if "given" in view.tables[j]), first + 1)
            people.update(view.norm(j).removesuffix("'s") for j in range(first, at))
    return frozenset(people)


def person_here(view: PlaceView, hit: NameHit, *, inflected: bool) -> bool:
    """Whether the words beside a name make it a person's, here and now.

    Args:
        view: The post.
        hit: The name.
        inflected: Whether it stands in another case than the first: «мер Харкова» is a mayor of a place.
    """
    before, after = hit.first - 1, hit.last
    if hit.last - hit.first > 1:
        return False
    if "given" in view.tables[before] and view.capital(before) and view.adjoin(before):
        return True
    if "given" in view.tables[hit.first] and view.capital(after) and view.adjoin(hit.last - 1):
        return "calendar" not in view.tables[after]
    title = before - 1 if view.norm(before) == "." else before
    if "title" in view.tables[title] and not inflected and view.norm(before) != ",":
        return view.capital(title) or "facility" not in view.tables[after]
    if len(view.norm(before - 1)) == 1 and view.norm(before) == "." and view.capital(before - 1):
        return True
    # "Volodymyr Something Hit": a name of three words.
    return view.capital(before) and "given" in view.tables[before - 1] and view.adjoin(before)


def speaks(view: PlaceView, hit: NameHit) -> bool:
    """ "said Hartl", "Hartl said": what speaks is a person, or a government."""
    return "speech" in view.tables[hit.last] or (
        "speech" in view.tables[hit.first - 1] and not view.tables[hit.last] & {"region", "district"}
    )
