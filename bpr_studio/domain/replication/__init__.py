"""Ops, causality and merge: pure functions of sets of ops."""
