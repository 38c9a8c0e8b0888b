"""How good is search, and does it know when not to answer? Measures, with their uncertainty."""
