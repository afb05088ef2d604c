"""The fictitious demo city (架空): organisation, staff, tasks, flow plans, partner cities."""
