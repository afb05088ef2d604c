"""One module per page: clicks become service calls."""
