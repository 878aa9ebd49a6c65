"""The integrity gate: what stands before any effect of a trial, in green, amber or red."""

from collections.abc import Callable
from typing import Final

from evaluation.trials.integrity.completeness import completeness
from evaluation.trials.integrity.consents import consents
from evaluation.trials.integrity.plan_changes import changes
from evaluation.trials.integrity.sample_ratio import sample_ratio
from evaluation.trials.integrity.uptime import uptime
from evaluation.trials.integrity.use import contamination, fidelity
from evaluation.trials.lights import Criterion, Gate, Light
from evaluation.trials.ran import Ran
from evaluation.trials.sentences import Sentence

CRITERIA: Final[tuple[Callable[[Ran], Criterion], ...]] = (
    completeness,
    uptime,
    fidelity,
    contamination,
    sample_ratio,
    changes,
    consents,
)


def gate(ran: Ran) -> Gate:
    """Judge all criteria of a trial that has been collected, in the order in which a report shows them."""
    return Gate(tuple(criterion(ran) for criterion in CRITERIA))


def warning(found: Gate) -> Sentence | None:
    """Give the sentence that stands before every effect; None when all is green."""
    if found.light is Light.RED:
        return Sentence(
            "Do not rely on the effects below: the trial did not run as it must have for them to tell of the solution."
            " The gate says in what."
        )
    if found.light is Light.AMBER:
        return Sentence("Read the effects below with what the gate says in mind: not all went as planned.")
    return None
