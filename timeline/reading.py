"""A post as the stages read it: visible text, tokens, sentences and the language's words."""

from collections.abc import Mapping
from dataclasses import dataclass

from timeline.cleaning import Visible, clean
from timeline.languages import choose_language
from timeline.lexicon import Hit, Lexicon
from timeline.post import Post
from timeline.sentences import find_sentences
from timeline.span import Span
from timeline.tokens import Token, tokenise


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Everything the stages share about one post; made once, changed never.

    Attributes:
        post: The post.
        visible: Its visible text and the map back.
        lexicon: The language pack that reads it.
        tokens: Of the visible text.
        sentences: Spans of the visible text, in order.
        sentence_tokens: For each sentence its first token and the one after its last.
        hits: Phrases of the pack's events.toml met in the text.
    """

    post: Post
    visible: Visible
    lexicon: Lexicon
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    sentence_tokens: tuple[tuple[int, int], ...]
    hits: tuple[Hit, ...]

    @property
    def text(self) -> str:
        """The visible text."""
        return self.visible.text

    def to_source(self, span: Span) -> Span:
        """A span of the visible text -> the span of ``post.text`` it came from."""
        return self.visible.to_source(span)

    def quote(self, span: Span) -> str:
        """The post's own words for a span of the visible text."""
        start, end = self.to_source(span)
        return self.post.text[start:end]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds an offset of the visible text, or the last before it."""
        index = 0
        for i, sentence in enumerate(self.sentences):
            if sentence.start <= offset:
                index = i
        return index


def read(post: Post, lexicons: Mapping[str, Lexicon]) -> Reading:
    """Make a post ready for the stages."""
    visible = clean(post.text)
    language = choose_language(
        visible.text,
        {name: lexicon.alphabet for name, lexicon in lexicons.items()},
        (post.language, post.source.language),
    )
    lexicon = lexicons[language]
    tokens = tuple(tokenise(visible.text))
    sentences = tuple(find_sentences(visible.text, tokens, lexicon.abbreviations))
    bounds: list[tuple[int, int]] = []
    at = 0
    for sentence in sentences:
        first = at
        while at < len(tokens) and tokens[at].start < sentence.end:
            at += 1
        bounds.append((first, at))
    return Reading(post, visible, lexicon, tokens, sentences, tuple(bounds), tuple(lexicon.find(tokens)))
