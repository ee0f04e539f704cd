"""Who ranks sketches: a language model, or a score without one. A rater's answer never touches a verdict."""
