"""Terms and an anchor -> intervals."""
