"""BPR Studio: a Japanese city renews its own work."""

__version__ = "0.1.0"
