"""What can go wrong, from the ground up: every package's errors are kinds of the first."""


class DatelineError(Exception):
    """Anything that the caller can mend; its text is one line that says what was found and what was expected."""


class GazetteerError(DatelineError):
    """Place names, the compiled index, or a look-up."""
