"""The judge: the only part of this program that may call a statement proved. See docs/judge.md."""
