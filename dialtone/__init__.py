"""The roof: command line, composition root, doctor and demo. Knows every room."""

__version__ = "0.1.0"
