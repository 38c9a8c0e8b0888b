"""Language models: opened by name, called within time and budget, and never trusted."""
