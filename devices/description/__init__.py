"""Descriptions of devices: a W3C Thing Description 1.1, read, made, and held against what a device tells."""

from devices.description.checking import Broken, Checker
from devices.description.corrected import Filled, corrected, filled
from devices.description.made import make
from devices.description.said import Description, Mode, Said
from devices.description.seen import MOST_SEEN, Seen, seen
from devices.description.thing import parse, read

__all__ = [
    "MOST_SEEN",
    "Broken",
    "Checker",
    "Description",
    "Filled",
    "Mode",
    "Said",
    "Seen",
    "corrected",
    "filled",
    "make",
    "parse",
    "read",
    "seen",
]
