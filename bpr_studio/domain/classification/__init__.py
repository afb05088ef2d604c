"""The common task taxonomy and the fixed lists."""
