"""Welfare technology assessment (VTV) of a trial: four areas, each criterion held against the need; no total."""
