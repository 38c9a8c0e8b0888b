"""The sample help channel: ten weeks of #ask-harbor, told by scripts and a seeded generator."""
