"""BPR Studio: a Japanese city renews its own work."""
