"""The help channel in Slack: what comes in is stored, worked on, and answered in its thread."""
