"""Descriptions of devices: a W3C Thing Description 1.1, read, made, and held against what a device tells."""

from devices.description.checking import Broken, Checker
from devices.description.made import make
from devices.description.said import Description, Mode, Said
from devices.description.thing import parse, read

__all__ = ["Broken", "Checker", "Description", "Mode", "Said", "make", "parse", "read"]
