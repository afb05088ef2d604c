"""Flow elements and their primitive changes."""
