"""Survey formats, work items, capacity, aggregation."""
