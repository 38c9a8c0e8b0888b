"""A bot that does what it should, five that each do one thing wrong, and how to tell."""
