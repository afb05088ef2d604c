"""Composition root: builds the objects, settings, paths, logging and the command line."""
