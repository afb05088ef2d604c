"""Files: atomic write, hashing, safe paths."""
