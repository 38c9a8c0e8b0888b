"""The ground floor: nouns, settings, errors, ports and the database. Imports no other room."""
