"""Adjectives made from place names: "Khokholska", «Хохольской», "Feodosiiska" -> the stem both share.

Slavic facilities are named by an adjective of their town. Its ending follows the facility's gender and case,
and its transliteration the writer, so neither is compared: only the stem before -sk- is.
"""

# Endings of -sk- adjectives: Latin transliterations of Ukrainian and Russian, then Cyrillic.
_ENDINGS = (
    "skaya", "skaia", "skaja", "skoye", "skoe", "skogo", "skoho", "skomu", "skoyi", "skoi", "skoy", "skiy", "skii",
    "skij", "skyi", "skyy", "skyj", "sky", "ski", "ska", "ske", "sku", "skoiu", "skih", "skykh", "skikh",
    "zka", "zkyi", "zke", "zkiy", "tska", "tskyi", "tske", "tskiy", "tskaya",
    "ського", "ському", "ською", "ський", "ськім", "ським", "ських", "ської", "ській", "ська", "ське", "ську", "ські",
    "цького", "цькому", "цькою", "цький", "цьким", "цьких", "цької", "цькій", "цька", "цьке", "цьку", "цькі",
    "зького", "зькою", "зький", "зької", "зькій", "зька", "зьке", "зьку",
    "ского", "скому", "скими", "ский", "ским", "ском", "ских", "ской", "скую", "ская", "ское", "ские",
    "цкого", "цкому", "цкий", "цким", "цком", "цких", "цкой", "цкую", "цкая", "цкое", "цкие",
)  # fmt: skip
_BY_LENGTH = tuple(sorted(_ENDINGS, key=len, reverse=True))
_VOWELS = "aeiouyаеєиіїоуюяыэ"
_SHORTEST = 3
_INSERTED = ("ин", "ан", "ян", "in", "yn", "an", "ian")


def adjective_stem(form: str) -> str | None:
    """The stem of a folded adjective in -sk-, None when the word is none.

    Example:
        >>> adjective_stem("khokholska"), adjective_stem("хохольской")
        ('khokhol', 'хохол')
    """
    if not form.endswith(_BY_LENGTH):
        return None
    for ending in _BY_LENGTH:
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST:
            return form[: -len(ending)].rstrip("ьй'")
    return None


def name_stems(name: str) -> set[str]:
    """Stems that adjectives of this folded one-word name may have.

    A name that is an adjective itself (Khokholskiy) or ends in -sk (Luhansk) keeps its stem; others lose a
    final vowel or soft sign (Poltava, Ryazan').
    """
    if " " in name or len(name) <= _SHORTEST:
        return set()
    own = adjective_stem(name)
    stems = {own} if own else set()
    for tail in ("sk", "ськ", "ск", "цьк", "цк"):
        if name.endswith(tail):
            stems.add(name.removesuffix(tail).rstrip("ьй"))
    bare = name.rstrip("ьй")
    stems.add(bare)
    shorter = bare.rstrip(_VOWELS)
    if shorter != bare and len(shorter) >= _SHORTEST:
        stems.add(shorter)
        # Шостка -> Шосткинський, Суджа -> Суджанский: a syllable more.
        stems |= {shorter + more for more in _INSERTED}
        # Feodosia -> Feodosiiska, Feodosiyska: the stem keeps an i.
        if bare.endswith(("ia", "iya", "iia", "ія", "ия")):
            stems |= {shorter + "i", shorter + "iy", shorter + "ii", shorter + "і", shorter + "и"}
        # Синельникове -> Синельниківський: the vowel of the closed syllable.
        if shorter.endswith(("ов", "ев", "єв")):
            stems.add(shorter[:-2] + ("їв" if shorter.endswith("єв") else "ів"))
    return {stem for stem in stems if len(stem) >= _SHORTEST}
