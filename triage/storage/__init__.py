"""What is remembered: SQLAlchemy Core tables, one module per noun; every write is one transaction."""
