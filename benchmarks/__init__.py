"""Measurements of what users wait for. ``python -m benchmarks`` lists them; each prints a table and can write JSON."""
