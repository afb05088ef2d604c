"""Tables: item models and views for lists of any length."""
