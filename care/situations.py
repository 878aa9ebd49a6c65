"""What a rule or a solution can see: one table, with priority and words for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Priority(StrEnum):
    """How soon somebody must act (IEC 60601-1-8: high red, medium yellow, low cyan; never colour alone)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation: ``technical`` ones concern the equipment, not a person.

    Those ``by_silence`` were true when they were told, whatever comes in later: late facts may only end them.
    """

    name: str
    priority: Priority
    words: str
    technical: bool = False
    by_silence: bool = False


_TABLE: Final = (
    Situation("emergency_button", Priority.HIGH, "Alarm button pressed"),
    Situation("fall", Priority.HIGH, "Fall"),
    Situation("left_home_at_night", Priority.HIGH, "Left home at night"),
    Situation("no_return_to_bed", Priority.MEDIUM, "Out of bed for long at night"),
    Situation("bed_empty_at_check", Priority.MEDIUM, "Bed empty at the night check"),
    Situation("wandering_outdoors", Priority.HIGH, "Outdoors, away from places that are known"),
    Situation("inactivity", Priority.MEDIUM, "No activity by day"),
    Situation("stove_unattended", Priority.HIGH, "Stove on, nobody near"),
    Situation("door_left_open", Priority.MEDIUM, "A door stands open"),
    Situation("missed_medication", Priority.MEDIUM, "Medicine not taken"),
    Situation("no_response_to_reminders", Priority.LOW, "Reminders not answered"),
    Situation("toilet_visits_rising", Priority.LOW, "More toilet visits than usual"),
    Situation("device_fault", Priority.MEDIUM, "A device reports a fault", technical=True),
    Situation("power_cut", Priority.MEDIUM, "The power is out", technical=True),
    Situation("sensor_flapping", Priority.LOW, "A sensor tells far too often", technical=True),
    Situation("device_silent", Priority.LOW, "A device is silent", technical=True, by_silence=True),
    Situation("battery_low", Priority.LOW, "A battery is nearly empty", technical=True),
    Situation("not_judged", Priority.HIGH, "A home's rules cannot run", technical=True, by_silence=True),
    Situation("home_silent", Priority.MEDIUM, "A home is silent", technical=True, by_silence=True),
    Situation("site_silent", Priority.HIGH, "Many homes are silent", technical=True, by_silence=True),
    Situation("gateway_silent", Priority.HIGH, "A gateway is silent", technical=True, by_silence=True),
    Situation("escalation_failed", Priority.HIGH, "Nobody answers an alert", technical=True),
)

SITUATIONS: Final[Mapping[str, Situation]] = MappingProxyType({s.name: s for s in _TABLE})
"""Every situation by name; the English words are message ids for translation."""
