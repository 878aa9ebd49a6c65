"""Benefit calculations (nyttokalkyl): what a solution costs and gives over some years, to whom, and how surely."""
