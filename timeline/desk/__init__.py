"""What editors decide and what a desk keeps from night to night: corrections, ids, gates, reviews."""
