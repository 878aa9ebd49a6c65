"""Simulated care staff: who is on shift, how far they walk, which alerts they answer, and what that takes."""
