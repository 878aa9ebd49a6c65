"""What a scenario can have happen: one file a topic, each with a table, joined in one; words that care staff read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.steps import calls, doors, equipment, falls, health, kitchen, minding, night, outdoors, resting
from simulators.steps.step import HomeStep, Step

STEPS: Final[Mapping[str, Step | HomeStep]] = MappingProxyType(
    {
        **doors.STEPS,
        **outdoors.STEPS,
        **night.STEPS,
        **resting.STEPS,
        **falls.STEPS,
        **kitchen.STEPS,
        **calls.STEPS,
        **minding.STEPS,
        **health.STEPS,
        **equipment.STEPS,
    }
)
"""Every step by the name that stands in a scenario."""
