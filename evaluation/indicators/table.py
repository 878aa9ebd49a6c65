"""The table of indicators, by name: words, unit, which way is good, and what is summed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from care.trials import Better, Measure
from care.vtv import Area
from evaluation.indicators.indicator import Indicator, Kind

_LESS, _MORE = Better.LESS, Better.MORE
_RATIO, _DIFFERENCE = Measure.RATIO, Measure.DIFFERENCE
_VISITS: Final = (
    "Visits as staff entered them or as a file told. Days on which the unit recorded none from three days before to"
    " three days after are not known, nor is a home of which none was ever recorded."
)
_ALERTS: Final = (
    "Alerts that staff got, and what they said of them when they closed them; where the truth was simulated or acted,"
    " that."
)
_READINGS: Final = "Readings of the home's devices; a day without them is not known."

_TABLE: Final = (
    Indicator(
        "night_visits", "Night visits by staff", Area.CITIZEN, Kind.RATE, "per resident-night", _LESS, _RATIO, 0.2,
        value="visits begun at night", exposure="resident-nights", evidence=_VISITS,
    ),
    Indicator(
        "undisturbed_nights", "Undisturbed nights", Area.CITIZEN, Kind.PROPORTION, "share of nights", _MORE,
        _DIFFERENCE, 0.1,
        value="nights with at least five hours in bed in one piece", exposure="nights with readings of the bed",
        evidence=_READINGS, high=1,
    ),
    Indicator(
        "falls", "Falls", Area.CITIZEN, Kind.RATE, "per resident-year", _LESS, _RATIO, 0.3,
        value="falls", exposure="resident-years", evidence=_ALERTS,
    ),
    Indicator(
        "long_lies", "Falls with an hour or more before help", Area.CITIZEN, Kind.RATE, "per resident-year", _LESS,
        _RATIO, 0.5,
        value="falls after which help came in an hour or later", exposure="resident-years", evidence=_ALERTS,
    ),
    Indicator(
        "medication_adherence", "Doses taken in time", Area.CITIZEN, Kind.PROPORTION, "share of doses", _MORE,
        _DIFFERENCE, 0.05,
        value="doses taken", exposure="doses taken or missed", evidence=_READINGS, high=1,
    ),
    Indicator(
        "reminders_confirmed", "Reminders confirmed", Area.CITIZEN, Kind.PROPORTION, "share of reminders", _MORE,
        _DIFFERENCE, 0.1,
        value="reminders confirmed", exposure="reminders shown", evidence=_READINGS, high=1,
    ),
    Indicator(
        "independence", "Days without extra help", Area.CITIZEN, Kind.PROPORTION, "share of days", _MORE, _DIFFERENCE,
        0.1,
        value="days without a visit beyond the planned ones", exposure="days", evidence=_VISITS, high=1,
    ),
    Indicator(
        "contact_minutes", "Minutes with staff", Area.CITIZEN, Kind.RATE, "minutes per resident-day", _MORE, _RATIO,
        0.1,
        value="minutes of visits spent with the person", exposure="resident-days", evidence=_VISITS, is_guardrail=True,
    ),
    Indicator(
        "wellbeing", "Well-being (WHO-5)", Area.CITIZEN, Kind.MEAN, "points of 100", _MORE, _DIFFERENCE, 10,
        value="sum of scores", exposure="answers", evidence="Questionnaires; an answer counts on the day it was given.",
        high=100,
    ),
    Indicator(
        "alert_precision", "Alerts that were true", Area.TECHNOLOGY, Kind.PROPORTION, "share of alerts", _MORE,
        _DIFFERENCE, 0.1,
        value="true alerts", exposure="true and false alerts", evidence=_ALERTS, high=1,
    ),
    Indicator(
        "alert_recall", "Events that an alert told of", Area.TECHNOLOGY, Kind.PROPORTION, "share of events", _MORE,
        _DIFFERENCE, 0.1,
        value="events that an alert told of", exposure="events, with those that staff reported as missed",
        evidence=_ALERTS, high=1,
    ),
    Indicator(
        "false_alarms", "False alarms", Area.TECHNOLOGY, Kind.RATE, "per resident-week", _LESS, _RATIO, 0.25,
        value="false alerts", exposure="resident-weeks", evidence=_ALERTS,
    ),
    Indicator(
        "uptime", "Time in working order", Area.TECHNOLOGY, Kind.PROPORTION, "share of time", _MORE, _DIFFERENCE, 0.02,
        value="days in which the home's equipment could be heard", exposure="days",
        evidence="Readings, lost connections and alerts of silence; a home without devices is not known.", high=1,
    ),
    Indicator(
        "camera_checks", "Night checks without a visit", Area.TECHNOLOGY, Kind.PROPORTION, "share of night checks",
        _MORE, _DIFFERENCE, 0.3,
        value="checks by camera after which nobody had to come", exposure="checks by camera and planned night visits",
        evidence="Checks that cameras told of, and visits.", high=1,
    ),
    Indicator(
        "usability", "Usability (SUS)", Area.TECHNOLOGY, Kind.MEAN, "points of 100", _MORE, _DIFFERENCE, 10,
        value="sum of scores", exposure="answers", evidence="Questionnaires; an answer counts on the day it was given.",
        high=100,
    ),
    Indicator(
        "time_to_answer", "Minutes until an alert was answered", Area.ORGANISATION, Kind.RESTRICTED_MEAN, "minutes",
        _LESS, _RATIO, 0.25,
        value="minutes from call to answer, 60 at most", exposure="alerts that called",
        evidence="Alerts that called staff and what they did; those found late are left out.", high=60,
    ),
    Indicator(
        "time_to_arrival", "Minutes until somebody came", Area.ORGANISATION, Kind.RESTRICTED_MEAN, "minutes", _LESS,
        _RATIO, 0.25,
        value="minutes from call to arrival, 60 at most", exposure="alerts to which somebody came, or nobody in 60 min",
        evidence="Alerts that called staff and what they did; those found late are left out.", high=60,
    ),
    Indicator(
        "staff_minutes", "Minutes of staff", Area.ORGANISATION, Kind.RATE, "minutes per resident-day", _LESS, _RATIO,
        0.1,
        value="minutes of visits, and of alerts closed without one", exposure="resident-days", evidence=_VISITS,
    ),
    Indicator(
        "staff_load", "Alarms for each carer", Area.ORGANISATION, Kind.RATE, "per carer and hour", _LESS, _RATIO, 0.2,
        value="calls of alerts", exposure="hours of carers on duty, shared between the homes of the site",
        evidence="Alerts, and the rota; without a rota one carer is counted.", is_guardrail=True,
    ),
    Indicator(
        "staff_pulse", "Staff's own load", Area.ORGANISATION, Kind.MEAN, "points from 1 to 5", _LESS, _DIFFERENCE, 0.5,
        value="sum of answers", exposure="answers",
        evidence="The staff's weekly questions, where at least five answered and all homes of the unit were alike.",
        low=1, high=5,
    ),
    Indicator(
        "cost", "Cost of staff's time", Area.ECONOMY, Kind.RATE, "kr per resident-day", _LESS, _RATIO, 0.1,
        value="kr of staff's minutes, at the price of an assistant nurse", exposure="resident-days", evidence=_VISITS,
    ),
)  # fmt: skip

INDICATORS: Final[Mapping[str, Indicator]] = MappingProxyType({one.name: one for one in _TABLE})
"""Every indicator by name, in the order of VTV's areas."""
