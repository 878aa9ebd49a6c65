"""What a scenario can have happen: one file a topic, each with a table, joined in one; words that care staff read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.steps import calls, doors, night
from simulators.steps.step import Step

STEPS: Final[Mapping[str, Step]] = MappingProxyType({**doors.STEPS, **night.STEPS, **calls.STEPS})
"""Every step by the name that stands in a scenario."""
