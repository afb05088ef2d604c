"""SVG, PNG and PDF."""
