"""Indicators: what a trial is judged by, one table (docs/indicators.md); each group's file says how it is counted."""

from evaluation.indicators.indicator import Indicator, Kind
from evaluation.indicators.table import INDICATORS

__all__ = ["INDICATORS", "Indicator", "Kind"]
