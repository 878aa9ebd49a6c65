"""Conformance of a device: put through a course at a line of ours, it gets bronze, silver or gold, with evidence."""

from evaluation.conformance.criteria import CRITERIA, Criterion, Grade
from evaluation.conformance.declarations import Answer, Declaration, read_declarations
from evaluation.conformance.findings import Evidence, Finding, Outcome, Result
from evaluation.conformance.kept import Check, checks_of, grade_of_solution, runs_of
from evaluation.conformance.times import Times

__all__ = [
    "CRITERIA",
    "Answer",
    "Check",
    "Criterion",
    "Declaration",
    "Evidence",
    "Finding",
    "Grade",
    "Outcome",
    "Result",
    "Times",
    "checks_of",
    "grade_of_solution",
    "read_declarations",
    "runs_of",
]
