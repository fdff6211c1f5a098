"""A post as the stages read it: visible text, words, sentences and the language's phrases."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.span import Span
from dateline.timeline.text.cleaning import Visible, clean
from dateline.timeline.text.languages import choose_language
from dateline.timeline.text.lexicon import Hit, Lexicon
from dateline.timeline.text.sentences import find_sentences
from dateline.timeline.text.tokens import Token, Words, as_tokens, split_words


class Reading:
    """Everything the stages share about one post; each part is made when it is first asked for.

    Attributes:
        post: The post.
        visible: Its visible text and the map back.
        lexicon: The language pack that reads it.
    """

    def __init__(self, post: Post, visible: Visible, lexicon: Lexicon) -> None:
        self.post = post
        self.visible = visible
        self.lexicon = lexicon

    @property
    def text(self) -> str:
        """The visible text."""
        return self.visible.text

    @cached_property
    def words(self) -> Words:
        """Tokens of the visible text as columns."""
        return split_words(self.visible.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Tokens of the visible text."""
        return tuple(as_tokens(self.words))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Spans of the visible text, in order."""
        starts, ends = self.words.starts, self.words.ends
        return tuple(Span(starts[first], ends[last - 1]) for first, last in self.sentence_tokens)

    @cached_property
    def sentence_tokens(self) -> tuple[tuple[int, int], ...]:
        """For each sentence its first token and the one after its last."""
        return tuple(find_sentences(self.text, self.words, self.lexicon.abbreviations))

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Phrases of the pack's events.toml met in the text."""
        return tuple(self.lexicon.find(self.tokens))

    def to_source(self, span: Span) -> Span:
        """A span of the visible text -> the span of ``post.text`` it came from."""
        return self.visible.to_source(span)

    def quote(self, span: Span) -> str:
        """The post's own words for a span of the visible text."""
        start, end = self.to_source(span)
        return self.post.text[start:end]

    def reject(self, span: Span, *, stage: str, reason: str) -> Rejection:
        """What a stage leaves out, with the post's own words for a span of the visible text."""
        start, end = source = self.to_source(span)
        return Rejection(
            post_id=self.post.post_id,
            stage=stage,
            reason=reason,
            quote=self.post.text[start:end],
            span=source,
        )

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds an offset of the visible text, or the last before it."""
        return max(0, bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1)

    def sentence_of(self, span: Span) -> int | None:
        """Index of the sentence that holds a span of the visible text; None for what reaches across an end."""
        at = self.sentence_at(span.start)
        return at if self.sentences[at].holds(span) else None


def read(post: Post, lexicons: Mapping[str, Lexicon]) -> Reading:
    """Make a post ready for the stages."""
    visible = clean(post.text)
    language = choose_language(
        visible.text,
        {name: lexicon.alphabet for name, lexicon in lexicons.items()},
        (post.language, post.source.language),
        lambda name: _known_words(visible.text, lexicons[name]),
    )
    return Reading(post, visible, lexicons[language])


def _known_words(text: str, lexicon: Lexicon) -> int:
    """Words of a text that an event's phrases of a pack cover."""
    return len({i for hit in lexicon.find(as_tokens(split_words(text))) for i in range(hit.first, hit.last)})
