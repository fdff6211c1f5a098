"""What can go wrong in reading posts and packs; apart from the stages so that all may import it."""

from dateline.gazetteer.errors import DatelineError


class TimelineError(DatelineError):
    """Reading posts, packs, corrections or the store."""


class LexiconError(TimelineError, ValueError):
    """A language pack that does not say what it must."""


class ReaderError(TimelineError, ValueError):
    """A file that cannot be read as posts."""


class NoPostsError(ReaderError):
    """A file that holds no posts by its nature (a picture, a script): no fault where it lies among others."""


class UndatedError(ReaderError):
    """A format without publish times, and none was given."""


class StoreError(TimelineError):
    """A store that cannot be opened or written."""


class CorrectionError(TimelineError, ValueError):
    """A row of corrections that does not say what to do."""
