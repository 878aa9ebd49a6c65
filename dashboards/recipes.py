"""Copy-ready settings for each kind of program and box: the examples, with a connection's own login filled in.

An example (folder ``examples``, which the tests run) has these words where settings go:
``mqtt://broker.example:1883``, ``c-yours``, ``your-password``, ``your-site``, ``your-home``. Lines that end in
``# only with TLS`` are left out without TLS, those that end in ``# only with ca.pem`` without a CA of our own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from dashboards.tongue import message
from evaluation.solutions.connecting import Way

_HERE: Final = Path(__file__).parent
_BESIDE: Final = _HERE.parent / "examples"
EXAMPLES: Final = _BESIDE if _BESIDE.is_dir() else _HERE / "examples"
"""The folder of examples: beside the packages in a checkout, within this one where Mistel is installed."""

NO_PASSWORD: Final = "your-password"  # noqa: S105 - stands for one
"""What stands in settings whose password is not shown any more."""
_ONLY_WITH_TLS: Final = " # only with TLS"
_ONLY_WITH_CA: Final = " # only with ca.pem"
_SENDS: Final = frozenset({Way.DEVICE, Way.ALARM_DEVICE})


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to speak: ``file`` in the folder of examples, ``first`` what to install, ``then`` what to type.

    ``told`` is an example of what it tells where it is typed, by way of connecting.
    """

    key: str
    title: str
    file: str
    ways: frozenset[Way]
    first: str = ""
    then: str = ""
    told: Mapping[Way, str] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        """Under what name to save it."""
        return Path(self.file).name

    def typed(self, way: Way) -> str:
        """Give what to type to tell something, "" where that is not how it works."""
        return f"{self.then} {self.told.get(way, '')}".strip()


_TYPED: Final = MappingProxyType({Way.DEVICE: "motion true", Way.ALARM_DEVICE: "alert fall"})
_ADMITTED: Final = message("What it announces is found within seconds; admit it below. Until then it is refused.")
_FLASHED: Final = message("Put the name and password of your network in, then put it on the board.")

RECIPES: Final = (
    Recipe(
        "mosquitto",
        "mosquitto_pub",
        "connect/with_mosquitto_pub.sh",
        _SENDS,
        first="sudo apt-get install mosquitto-clients",
        then="sh with_mosquitto_pub.sh",
        told=MappingProxyType(
            {
                Way.DEVICE: """'[{"n": "motion", "vb": true}]'""",
                Way.ALARM_DEVICE: """'{"id": "a1", "situation": "fall", "onset": '"$(date +%s)"'}' alerts""",
            }
        ),
    ),
    Recipe(
        "paho",
        "Python: paho-mqtt",
        "connect/with_paho.py",
        _SENDS,
        first="pip install paho-mqtt",
        then="python with_paho.py",
        told=_TYPED,
    ),
    Recipe(
        "client",
        message("Python: our client"),
        "connect/with_client.py",
        _SENDS,
        then=".venv/bin/python with_client.py",
        told=_TYPED,
        note=message("Save it in a checkout of Mistel. The client buffers while the broker is away and loses nothing."),
    ),
    Recipe(
        "node",
        "Node",
        "connect/with_node.js",
        _SENDS,
        first="npm install mqtt",
        then="node with_node.js",
        told=_TYPED,
    ),
    Recipe("arduino", "Arduino C++", "connect/with_arduino/with_arduino.ino", _SENDS, note=_FLASHED),
    Recipe(
        "micropython",
        "MicroPython",
        "connect/with_micropython.py",
        _SENDS,
        first="mpremote mip install umqtt.simple",
        then="mpremote cp with_micropython.py :main.py",
        note=_FLASHED,
    ),
    Recipe(
        "esphome",
        "ESPHome",
        "connect/with_esphome.yaml",
        frozenset({Way.BOX}),
        first="pip install esphome",
        then="esphome run with_esphome.yaml",
        note=_ADMITTED,
    ),
    Recipe(
        "detector",
        message("Python: our client"),
        "detector.py",
        frozenset({Way.DETECTOR}),
        first="export MQTT_URL=mqtt://broker.example:1883 MQTT_SITE=your-site\n"
        "export MQTT_USER=c-yours MQTT_PASSWORD=your-password\n"
        "export SSL_CERT_FILE=ca.pem # only with ca.pem\n",
        then=".venv/bin/python examples/detector.py",
        note=message(
            "It is in a checkout of Mistel. It follows the clock of simulated homes, so runs go faster than life."
        ),
    ),
    Recipe(
        "aiomqtt",
        "Python: aiomqtt",
        "connect/with_aiomqtt.py",
        frozenset({Way.DETECTOR}),
        first="pip install aiomqtt",
        then="python with_aiomqtt.py",
    ),
    Recipe("zigbee2mqtt", "Zigbee2MQTT", "connect/with_zigbee2mqtt.yaml", frozenset({Way.BOX}), note=_ADMITTED),
)
"""Every recipe, the quickest to try first."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is filled in. ``broker`` is its address; ``ca`` the certificate of who signed the broker's, in PEM."""

    broker: str
    user: str
    password: str
    site: str
    home: str
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A recipe with a connection's settings in it."""

    recipe: Recipe
    text: str
    first: str
    typed: str


def recipes_for(way: Way) -> tuple[Recipe, ...]:
    """Give the recipes for a way of connecting."""
    return tuple(recipe for recipe in RECIPES if way in recipe.ways)


def filled(recipe: Recipe, way: Way, settings: Settings) -> Filled:
    """Fill a connection's settings into a recipe."""
    return Filled(recipe, fill(_text(recipe.file), settings), fill(recipe.first, settings).strip(), recipe.typed(way))


def fill(text: str, settings: Settings) -> str:
    """Put settings in the place of the words that stand for them in an example."""
    parts = urlsplit(settings.broker)
    tls, host = parts.scheme == "mqtts", parts.hostname or "broker.example"
    port = parts.port or (8883 if tls else 1883)
    left_out = (*(() if tls else (_ONLY_WITH_TLS,)), *(() if tls and settings.ca else (_ONLY_WITH_CA,)))
    text = "".join(line for line in text.splitlines(keepends=True) if not line.rstrip().endswith(left_out))
    words = {
        "mqtt://broker.example:1883": f"{'mqtts' if tls else 'mqtt'}://{host}:{port}",
        "broker.example": host,
        "1883": str(port),
        "c-yours": settings.user,
        NO_PASSWORD: settings.password,
        "your-site": settings.site,
        "your-home": settings.home,
        _ONLY_WITH_TLS: "",
        _ONLY_WITH_CA: "",
        **(_over_tls(settings.ca) if tls else {}),
    }
    return re.sub("|".join(map(re.escape, words)), lambda found: words[found.group()], text)


def _over_tls(ca: str) -> dict[str, str]:
    """Give what says in each language whom to trust: a file beside programs, the certificate itself on boards."""
    pem = json.dumps(ca)  # within quotes in C++, Python and YAML alike
    if not ca:
        return {
            'TLS=""': 'TLS="--tls-use-os-certs"',
            "TLS = False": "TLS = True",
            "#define TLS 0": "#define TLS 1",
            "your-ca": "the certificate of who signed the broker's, in PEM",
        }
    return {
        'TLS=""': 'TLS="--cafile ca.pem"',
        "#define TLS 0": "#define TLS 1",
        "TLS = False": "TLS = True",
        'CA = ""  # what stands': f"CA = {pem}  # what stands",
        'CA = ""; // what stands': f"CA = {pem}; // what stands",
        'CA = ""': 'CA = "ca.pem"',
        '"your-ca"': pem,
    }


@cache
def _text(file: str) -> str:
    return (EXAMPLES / file).read_text(encoding="utf-8")
