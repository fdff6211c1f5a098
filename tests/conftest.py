"""What tests share: the compiled gazetteer, the packs, and a post from one sentence."""

from collections.abc import Callable
from datetime import datetime

import pytest

from gazetteer import Gazetteer, open_gazetteer
from timeline.lexicon import Lexicon, load_lexicons
from timeline.pipeline import Extraction, Extractor, extract_post
from timeline.post import Post, Source
from timeline.reading import Reading, read

PUBLISHED = datetime.fromisoformat("2026-01-28T14:30:00+02:00")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="session")
def lexicons() -> dict[str, Lexicon]:
    return load_lexicons()


def make_post(
    text: str,
    *,
    post_id: str = "p1",
    published: datetime | None = PUBLISHED,
    timezone: str = "Europe/Kyiv",
    source: str = "desk",
    language: str | None = None,
) -> Post:
    return Post(
        post_id=post_id,
        source=Source(source_id=source, name=source.title(), timezone=timezone),
        text=text,
        published=published,
        language=language,
        url=f"https://example.org/{post_id}",
    )


@pytest.fixture(scope="session")
def reading(lexicons: dict[str, Lexicon]) -> Callable[..., Reading]:
    return lambda text, **kwargs: read(make_post(text, **kwargs), lexicons)


@pytest.fixture(scope="session")
def extractor(gazetteer: Gazetteer) -> Extractor:
    return Extractor(gazetteer=gazetteer)


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Callable[..., Extraction]:
    return lambda text, **kwargs: extract_post(make_post(text, **kwargs), extractor)
