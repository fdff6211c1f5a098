"""Which language pack reads a text."""

from collections.abc import Mapping, Sequence


def choose_language(text: str, alphabets: Mapping[str, str], declared: Sequence[str | None]) -> str:
    """Decide by the letters a text is written in; where those do not decide, by what was declared.

    Letters come first because feeds declare wrongly and channels mix languages post by post.

    Args:
        text: Visible text.
        alphabets: For each language the lower-case letters it is written with.
        declared: What the post, then its source, says; None entries are skipped.

    Returns:
        The language whose alphabet holds the most letters of the text; among equals the first declared one,
        else the first in ``alphabets``.
    """
    start = text[:2000].lower()
    letters = frozenset(start)
    # Letters that are in the text at all are few; counting only these is many times faster.
    written = [language for language, alphabet in alphabets.items() if not letters.isdisjoint(alphabet)]
    if len(written) == 1:
        return written[0]
    own = {language: letters.intersection(alphabets[language]) for language in written or alphabets}
    # Letters that all of them share decide nothing and are the most to count.
    shared = frozenset.intersection(*own.values())
    fit = {language: sum(map(start.count, letters - shared)) for language, letters in own.items()}
    best = max(fit.values())
    equals = [language for language, count in fit.items() if count == best]
    return next((language for language in declared if language in equals), equals[0])
