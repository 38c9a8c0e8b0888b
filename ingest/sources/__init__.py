"""Where documents come from. One adapter a file, each a `core.ports.Source`."""
