"""An open proof-search service: agents propose Lean 4 proofs, Lean checks them, a judge decides."""

__version__ = "0.1.0"
