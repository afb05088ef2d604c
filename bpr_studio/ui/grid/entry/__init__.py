"""The editable grid: a general widget over any table of texts a host knows how to change."""
