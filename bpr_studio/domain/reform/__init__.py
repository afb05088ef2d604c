"""Renewal: candidates, improvements, what they save, and the goals they are booked against."""
