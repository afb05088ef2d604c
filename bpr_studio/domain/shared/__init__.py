"""Ids, fiscal years, quantities, texts, errors and findings."""
