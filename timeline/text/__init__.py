"""A post -> its visible text, tokens, sentences and language, with the words that a pack knows in it."""
