"""Trials: planned, run, checked and judged (docs/trials.md)."""
