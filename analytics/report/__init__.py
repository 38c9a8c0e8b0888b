"""Cases -> the weekly report, and the forms in which people read it."""
