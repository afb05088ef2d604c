"""Placing whole diagrams along their lanes: what is placed, in which column, row and place."""
