"""What the page says of a connection just made: its login, and its settings for each language and box."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from care.people import Connection
from dashboards.recipes import Filled, Settings, filled, recipes_for
from dashboards.tongue import message
from evaluation.solutions.connecting import Way

WAY_WORDS: Final[Mapping[Way, str]] = MappingProxyType(
    {
        Way.DEVICE: message("A device: it tells readings"),
        Way.ALARM_DEVICE: message("An alarm device: it tells alerts of its own home"),
        Way.DETECTOR: message("A detector: it listens to homes and tells alerts of them"),
        Way.BOX: message("A box that speaks ESPHome's or Zigbee2MQTT's own way"),
    }
)
"""What each way of connecting is called, as message ids."""
BENCH: Final = message("Bench")
"""What the home is called that a sandbox begins with."""


@dataclass(frozen=True, slots=True)
class Letting:
    """A connection with its login and settings; where the password is not shown any more, a word stands for it."""

    connection: Connection
    settings: Settings
    recipes: tuple[Filled, ...]


def letting(connection: Connection, way: Way, settings: Settings) -> Letting:
    """Give what a connection needs to get in."""
    return Letting(connection, settings, tuple(filled(recipe, way, settings) for recipe in recipes_for(way)))
