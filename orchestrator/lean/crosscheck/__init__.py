"""A second checker of Lean's theory, for the same exported text: it shares nothing else with the first path."""
