"""What a sentence tells -> claims: triggers, tolls, speakers, actors, and how they belong together."""
