"""Use cases: no Qt, no input/output library."""
