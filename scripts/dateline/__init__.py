"""Posts -> dated, placed events, GeoJSON and a map with a time slider."""
