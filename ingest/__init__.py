"""Learn: source -> Document -> Chunk -> index."""
