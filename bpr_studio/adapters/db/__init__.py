"""Op store and its projection in SQLite."""
