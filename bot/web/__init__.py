"""The web bubble's API and pages. The bubble itself is in static/."""
