"""Figures of other cities, normalised and compared."""
