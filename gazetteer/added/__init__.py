"""Places that a desk adds: its own lists, and whole countries of GeoNames."""
