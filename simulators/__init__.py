"""Simulated homes: people live through care situations, devices tell of it; truth is kept beside."""
