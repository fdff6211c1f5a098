"""What can go wrong while files are made or published."""

from dateline.gazetteer.errors import DatelineError


class OutputError(DatelineError):
    """Exports, the page, or publishing."""


class PublishError(OutputError, OSError):
    """The folder could not be published; nothing was changed."""


class PageError(OutputError, ValueError):
    """The page cannot be made: a part it is built from is missing or not the one we tested."""
