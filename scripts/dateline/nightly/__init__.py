"""A desk that rebuilds its map every night: settings, the run, what it reports."""
