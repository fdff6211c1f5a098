"""Place names in a text, and the places that they mean."""
