"""The population of a run: strengths from matches, whom to match next, and which sketch to expand. Pure, no I/O."""
