"""Rows of the bundled data and of what was added -> the compiled index."""
