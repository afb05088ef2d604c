"""draw_xxx(axes, data): matplotlib, no Qt, no files."""
