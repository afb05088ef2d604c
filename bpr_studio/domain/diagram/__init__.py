"""Bounds and waypoints."""
