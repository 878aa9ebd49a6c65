"""How much alerts ask of staff: the figures of ISA-18.2 and of telecare, each against its target."""

from alerts.load.answers import Answers
from alerts.load.calls import Quiet, Source, Told, told
from alerts.load.figures import TARGETS, Figure, Standard, Target, Verdict
from alerts.load.measure import Load, measure
from alerts.load.periods import Flood, Operators, Period
from alerts.load.sources import Chatter, Proved, Worst

__all__ = [
    "TARGETS",
    "Answers",
    "Chatter",
    "Figure",
    "Flood",
    "Load",
    "Operators",
    "Period",
    "Proved",
    "Quiet",
    "Source",
    "Standard",
    "Target",
    "Told",
    "Verdict",
    "Worst",
    "measure",
    "told",
]
