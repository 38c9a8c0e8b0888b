"""Slack: its exports, its live channels, and how its messages are written."""
