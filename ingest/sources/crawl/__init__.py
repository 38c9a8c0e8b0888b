"""What reading a website takes, each part alone: see ingest.sources.website."""
