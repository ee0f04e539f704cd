"""A native Lean as second judge: the adapter to leanprover/comparator. See docs/judge.md."""
