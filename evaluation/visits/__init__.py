"""Visits from files: read, shown beforehand, kept once."""
