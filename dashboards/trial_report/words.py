"""What the parts of a trial's report are called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from care.trials import Aspect, Condition, Design, Entry
from care.vtv import Area, Mark
from dashboards.tongue import message
from evaluation.trials.analysis import Verdict
from evaluation.trials.lights import Light

DESIGN_WORDS: Final[Mapping[Design, str]] = MappingProxyType(
    {
        Design.BEFORE_AFTER: message("Before and after: all without, then all with the solution; no lot"),
        Design.PARALLEL: message("Parallel groups: some with and some without the solution, drawn by lot"),
        Design.CROSSOVER: message("Crossover: with and without the solution, in an order drawn by lot"),
        Design.STEPPED_WEDGE: message(
            "Stepped wedge: all begin without the solution and end with it; a lot decided when each went over"
        ),
    }
)
CONDITION_WORDS: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        Condition.CONTROL: message("without"),
        Condition.SOLUTION: message("with"),
        Condition.WASHOUT: message("not counted"),
    }
)
ASPECT_WORDS: Final[Mapping[Aspect, str]] = MappingProxyType(
    {
        Aspect.PRIMARY: message("decides the trial"),
        Aspect.SECONDARY: message("looked at as well"),
        Aspect.GUARDRAIL: message("must not get worse"),
    }
)
VERDICT_WORDS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.PASS: message("Passed"),
        Verdict.FAIL: message("Not passed"),
        Verdict.TOO_LITTLE: message("Too little data"),
        Verdict.NOT_CAUSAL: message("No verdict: no lot"),
    }
)
LIGHT_WORDS: Final[Mapping[Light, str]] = MappingProxyType(
    {Light.GREEN: message("Green"), Light.AMBER: message("Amber"), Light.RED: message("Red")}
)
AREA_WORDS: Final[Mapping[Area, str]] = MappingProxyType(
    {
        Area.CITIZEN: message("Citizen"),
        Area.ORGANISATION: message("Organisation"),
        Area.TECHNOLOGY: message("Technology"),
        Area.ECONOMY: message("Economy"),
    }
)
MARK_WORDS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.PASS: message("Passed"),
        Mark.FAIL: message("Not passed"),
        Mark.TOO_LITTLE: message("Too little data"),
    }
)
ENTRY_WORDS: Final[Mapping[Entry, str]] = MappingProxyType(
    {
        Entry.ALLOCATION: message("The lot"),
        Entry.FROZEN: message("The plan was frozen"),
        Entry.CHANGE: message("Change of plan"),
        Entry.ENVIRONMENT: message("Change in the home"),
        Entry.ROUTINE: message("Change of routine"),
        Entry.NOTE: message("Note"),
        Entry.STOPPED: message("Stopped early"),
    }
)
