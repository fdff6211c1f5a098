"""Words that tell a time, and the interval that they mean."""
