"""Questionnaires: instruments as data, what may be answered, and the scores that follow (docs/questionnaires.md)."""
