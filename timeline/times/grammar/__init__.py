"""Words that tell a time -> terms, one module a kind of expression."""
