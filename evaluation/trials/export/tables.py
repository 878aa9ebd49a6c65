"""The tables of a trial's export, column by column: the data dictionary is this."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from store.parquet_table import Column

TEXT, NUMBER, TIME, DAY, TRUTH = Column.TEXT, Column.NUMBER, Column.TIME, Column.DAY, Column.TRUTH


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in one column."""

    kind: Column
    meaning: str
    unit: str = ""


_HOME: Final = Told(TEXT, "the home, by a pseudonym of this export")
_CLUSTER: Final = Told(TEXT, "the cluster that the home belongs to, by a pseudonym of this export")
_RESIDENT: Final = Told(TEXT, "the resident, by a pseudonym of this export; empty: the home as a whole")
_PERIOD: Final = Told(NUMBER, "the number of the period, from 1")
_CONDITION: Final = Told(TEXT, "control, solution or washout: what held there then, by the allocation")
_INDICATOR: Final = Told(TEXT, "the indicator, see the table indicators")

TABLES: Final[Mapping[str, Mapping[str, Told]]] = MappingProxyType(
    {
        "trial": {
            "design": Told(TEXT, "before_after, parallel, crossover or stepped_wedge"),
            "zone": Told(TEXT, "the time zone that days are local days of"),
            "state": Told(TEXT, "frozen, or stopped before its last day"),
            "first": Told(DAY, "the first day"),
            "last": Told(DAY, "the last day"),
            "fingerprint": Told(TEXT, "SHA-256 of the plan as it was frozen"),
            "frozen": Told(DAY, "when the plan was frozen (UTC)"),
            "stopped": Told(DAY, "when it was stopped (UTC)"),
        },
        "periods": {"period": _PERIOD, "first": Told(DAY, "its first day"), "last": Told(DAY, "its last day, in it")},
        "sequences": {
            "sequence": Told(NUMBER, "the number of the sequence, from 1"),
            "period": _PERIOD,
            "condition": Told(TEXT, "what holds in that period for clusters of this sequence"),
        },
        "allocation": {
            "cluster": _CLUSTER,
            "home": _HOME,
            "sequence": Told(NUMBER, "the sequence that the lot gave the cluster"),
        },
        "aims": {
            "indicator": _INDICATOR,
            "aspect": Told(TEXT, "primary, secondary or guardrail"),
            "better": Told(TEXT, "less or more"),
            "measure": Told(TEXT, "difference or ratio"),
            "margin": Told(NUMBER, "the smallest gain that matters; of a guardrail the worsening that can be borne"),
            "frozen": Told(TRUTH, "whether it stands so in the plan as it was frozen"),
            "now": Told(TRUTH, "whether it stands so in the plan as it is now"),
        },
        "indicators": {
            "indicator": Told(TEXT, "its name"),
            "words": Told(TEXT, "what it is, in words"),
            "area": Told(TEXT, "citizen, organisation, technology or economy"),
            "kind": Told(TEXT, "rate, proportion, mean or restricted_mean"),
            "unit": Told(TEXT, "the unit of value / exposure"),
            "better": Told(TEXT, "less or more"),
            "value": Told(TEXT, "what is summed as its value"),
            "exposure": Told(TEXT, "what is summed as its exposure"),
            "evidence": Told(TEXT, "where it comes from, and when it is not known"),
        },
        "log": {
            "entry": Told(
                TEXT, "allocation, frozen, change, environment, routine, note or stopped; its words stay here"
            ),
            "home": Told(TEXT, "the home that it concerns, by a pseudonym of this export; empty: all"),
            "since": Told(DAY, "the first day that it is about"),
            "until": Told(DAY, "the last day that it is about"),
            "at": Told(DAY, "when it was written (UTC)"),
        },
        "consents": {
            "home": _HOME,
            "person": Told(TEXT, "who consented, by a pseudonym of this export: as resident, or person for another"),
            "given": Told(DAY, "when (local day)"),
            "withdrawn": Told(DAY, "when it was withdrawn (local day)"),
            "removed": Told(TRUTH, "whether what had been collected was to be left out too"),
        },
        "days": {
            "home": _HOME,
            "cluster": _CLUSTER,
            "day": Told(DAY, "the local day; its night begins on it"),
            "period": _PERIOD,
            "condition": _CONDITION,
            "counts": Told(TRUTH, "whether all who live there had consented, and the day was over"),
        },
        "amounts": {
            "indicator": _INDICATOR,
            "home": _HOME,
            "cluster": _CLUSTER,
            "day": Told(DAY, "the local day"),
            "period": _PERIOD,
            "condition": _CONDITION,
            "value": Told(NUMBER, "what was counted or measured, summed", "see indicators"),
            "exposure": Told(NUMBER, "what it is counted by; days of which nothing is known are left out"),
        },
        "cells": {
            "indicator": _INDICATOR,
            "cluster": _CLUSTER,
            "period": _PERIOD,
            "condition": _CONDITION,
            "value": Told(NUMBER, "the sum of amounts.value over the cluster's homes and the period's days"),
            "exposure": Told(NUMBER, "the sum of amounts.exposure; 0: nothing is known"),
        },
        "visits": {
            "home": _HOME,
            "resident": _RESIDENT,
            "began": Told(TIME, "when it began (UTC)"),
            "day": Told(DAY, "the local day on which it began"),
            "night": Told(DAY, "the day on which its night began; empty: it was by day"),
            "minutes": Told(NUMBER, "how long it took", "min"),
            "contact": Told(NUMBER, "those with the person; empty: nobody said", "min"),
            "kind": Told(TEXT, "planned, called or extra"),
            "source": Told(TEXT, "board, csv or simulated"),
        },
        "alerts": {
            "alert": Told(TEXT, "the alert, by a pseudonym of this export"),
            "home": _HOME,
            "resident": _RESIDENT,
            "source": Told(TEXT, "rules, solution (the one that is tried), reported (nothing called), or other"),
            "situation": Told(TEXT, "what it tells of"),
            "priority": Told(TEXT, "high, medium or low"),
            "day": Told(DAY, "the local day of its onset"),
            "onset": Told(TIME, "from when on (UTC)"),
            "end": Told(TIME, "until when (UTC)"),
            "called": Told(TIME, "when it first called staff (UTC); empty: never"),
            "calls": Told(NUMBER, "how often it called"),
            "answered": Told(TIME, "when somebody first answered (UTC)"),
            "arrived": Told(TIME, "when the first was there (UTC)"),
            "outcome": Told(TEXT, "true, false or unclear, by staff's word; empty: not closed"),
            "minutes": Told(NUMBER, "how long it took staff", "min"),
            "visit": Told(TRUTH, "whether somebody went there"),
            "found_late": Told(TRUTH, "found when its time had passed: left out of waits"),
            "borne_out": Told(TRUTH, "false: facts that came late speak against it"),
        },
        "answers": {
            "answer": Told(TEXT, "one questionnaire that was filled in, by a pseudonym of this export"),
            "home": _HOME,
            "resident": Told(TEXT, "whom it is about, by a pseudonym of this export; empty: who answered"),
            "instrument": Told(TEXT, "which questionnaire"),
            "answerer": Told(TEXT, "who chose the answers: resident, relative or staff"),
            "day": Told(DAY, "the local day on which it was answered"),
            "easy": Told(TRUTH, "whether it was also explained in other words and pictures"),
            "skipped": Told(NUMBER, "how many questions were skipped"),
            "score": Told(NUMBER, "its score, as the instrument says"),
        },
    }
)
"""Every table and its columns, in order."""
