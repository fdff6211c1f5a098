"""Names that stay open, asked of a geocoding service: gated, counted, kept. Off by default."""
