"""What is remembered: SQLAlchemy Core tables, one module a noun; every write is one transaction."""
