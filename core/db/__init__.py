"""The database: the truth for everything stored. The only room that knows SQLAlchemy."""
