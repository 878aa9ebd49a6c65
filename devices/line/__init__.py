"""The line between a device and a broker, watched and put to the test: cut, left unanswered, refused, impersonated."""

from devices.line.line import Line, Mode
from devices.line.packets import Hello, Told, Will
from devices.line.sightings import Attempt, Distrust, Greeting, Listening, Parting, Sighting, Telling, Welcome

__all__ = [
    "Attempt",
    "Distrust",
    "Greeting",
    "Hello",
    "Line",
    "Listening",
    "Mode",
    "Parting",
    "Sighting",
    "Telling",
    "Told",
    "Welcome",
    "Will",
]
