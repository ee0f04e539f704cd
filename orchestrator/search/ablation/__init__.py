"""Comparing strategies at equal spend: records of runs, their statistics, a simulated prover, and the report."""
