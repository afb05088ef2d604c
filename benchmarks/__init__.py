"""Speed on full-size data: `./bpr bench` (benchmarks/README.md)."""
