"""What can go wrong while files are made or published."""


class OutputError(Exception):
    """Base of this package's errors; the message is one line for the person at the desk."""


class PublishError(OutputError, OSError):
    """The folder could not be published; nothing was changed."""


class PageError(OutputError, ValueError):
    """The page cannot be made: a part it is built from is missing or not the one we tested."""
