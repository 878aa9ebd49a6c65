"""All built-in rules, by situation: one file each, listed here, nothing registers itself."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from alerts.household import Household
from alerts.rule import Rule, parameters_of
from alerts.rules.battery_low import BatteryLow
from alerts.rules.bed_empty_at_check import BedEmptyAtCheck
from alerts.rules.device_fault import DeviceFault
from alerts.rules.device_silent import DeviceSilent
from alerts.rules.door_left_open import DoorLeftOpen
from alerts.rules.emergency_button import EmergencyButton
from alerts.rules.fall import Fall
from alerts.rules.home_silent import HomeSilent
from alerts.rules.inactivity import Inactivity
from alerts.rules.left_home_at_night import LeftHomeAtNight
from alerts.rules.missed_medication import MissedMedication
from alerts.rules.no_response_to_reminders import NoResponseToReminders
from alerts.rules.no_return_to_bed import NoReturnToBed
from alerts.rules.power_cut import PowerCut
from alerts.rules.sensor_flapping import SensorFlapping
from alerts.rules.stove_unattended import StoveUnattended
from alerts.rules.toilet_visits_rising import ToiletVisitsRising
from alerts.rules.wandering_outdoors import WanderingOutdoors
from care.errors import SettingError
from care.people import Resident

RULES: Final[Mapping[str, type[Rule]]] = MappingProxyType(
    {
        rule.situation: rule
        for rule in (
            EmergencyButton,
            Fall,
            LeftHomeAtNight,
            WanderingOutdoors,
            NoReturnToBed,
            BedEmptyAtCheck,
            StoveUnattended,
            Inactivity,
            DoorLeftOpen,
            MissedMedication,
            NoResponseToReminders,
            ToiletVisitsRising,
            PowerCut,
            HomeSilent,
            DeviceSilent,
            DeviceFault,
            SensorFlapping,
            BatteryLow,
        )
    }
)
"""Every rule's class by its situation."""


def build(household: Household, without: Collection[str] = frozenset()) -> list[Rule]:
    """Make a home's rules, fresh, in the order of RULES; ``without`` names situations to leave out.

    Raises SettingError for a situation that has no rule, and for a resident's parameter that cannot be used.
    """
    for situation in without:
        _rule(situation, asked="left out")
    for resident in household.residents:
        check(resident)
    return [rule(household) for situation, rule in RULES.items() if situation not in without]


def check(resident: Resident) -> None:
    """Raise SettingError when a parameter of this resident cannot be used; for whoever is about to keep it."""
    for situation in resident.parameters:
        parameters_of(resident, situation, _rule(situation, asked=f"set for resident {resident.id}").parameters)


def _rule(situation: str, *, asked: str) -> type[Rule]:
    rule = RULES.get(situation)
    if rule is None:
        raise SettingError(f"There is no rule for '{situation}', {asked}. Use one of: {', '.join(RULES)}.")
    return rule
