"""Which language pack reads a text."""

from collections.abc import Callable, Mapping, Sequence


def choose_language(
    text: str, alphabets: Mapping[str, str], declared: Sequence[str | None], known_words: Callable[[str], int]
) -> str:
    """Decide by the letters a text is written in, then by what was declared, then by the words that a pack knows.

    Letters come first because feeds declare wrongly and channels mix languages post by post.

    Args:
        text: Visible text.
        alphabets: For each language the lower-case letters it is written with.
        declared: What the post, then its source, says; None entries are skipped.
        known_words: How many of the text's words a language's pack knows; asked only where nothing else decides.

    Returns:
        The language whose alphabet holds the most letters of the text; among equals the first declared one,
        else the one that knows most of its words, else the first in ``alphabets``.
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
    chosen = next((language for language in declared if language in equals), None)
    return chosen or (max(equals, key=known_words) if len(equals) > 1 else equals[0])
