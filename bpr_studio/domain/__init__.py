"""Frozen values and rules; standard library and numpy only."""
