"""What can go wrong with place names and the index."""


class GazetteerError(Exception):
    """Anything that the caller can mend; its text is one line."""
