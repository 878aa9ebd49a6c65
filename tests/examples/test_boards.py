"""The examples for boards and boxes: run here on stand-ins for their boards where possible, parsed where not."""

import json
import shutil
import subprocess
import sys
import types
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from care.clock import wall_now
from dashboards.recipes import RECIPES, Settings, filled
from devices.dialects import Message, decode
from devices.dialects.via import DIALECTS
from tests.examples.stand import HOME, KNOWN, PASSWORD, SITE, USER

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
PLAIN = Settings("mqtt://192.0.2.10:18830", USER, PASSWORD, SITE, HOME)
TLS = Settings("mqtts://broker.kommun.example:8883", USER, PASSWORD, SITE, HOME, PEM)
ARDUINO = Path(__file__).parent / "arduino"
BRANCH = f"mistel/{SITE}/{HOME}/{USER}"


def text_of(key: str, settings: Settings) -> str:
    recipe = next(each for each in RECIPES if each.key == key)
    return filled(recipe, min(recipe.ways), settings).text


def yaml_of(key: str, settings: Settings) -> Any:
    return YAML(typ="safe").load(text_of(key, settings))


@pytest.mark.skipif(shutil.which("g++") is None, reason="needs a C++ compiler: sudo apt-get install -y g++")
@pytest.mark.parametrize("settings", [PLAIN, TLS], ids=["plain", "tls"])
def test_an_arduino_tells_a_reading_that_is_taken(settings: Settings, tmp_path: Path) -> None:
    for header in ("PubSubClient.h", "WiFi.h", "WiFiClientSecure.h"):
        (tmp_path / header).write_text('#include "Arduino.h"\n')
    sketch = tmp_path / "sketch.cpp"
    sketch.write_text(f'#include "Arduino.h"\n{text_of("arduino", settings)}\nint main() {{ setup(); loop(); }}\n')
    flags = ["-std=c++17", "-Wall", "-Werror", f"-I{ARDUINO}", f"-I{tmp_path}"]
    subprocess.run(["g++", *flags, "-o", tmp_path / "sketch", sketch], check=True)
    said = subprocess.run([tmp_path / "sketch"], capture_output=True, text=True, check=True).stdout
    lines = [line.split("\t", 1) for line in said.splitlines()]
    published = dict(what.split(" ", 1) for verb, what in lines if verb == "publish")
    assert published.pop(f"{BRANCH}/status") == "online"
    ((topic, payload),) = published.items()
    events, refusals = decode(Message(topic, payload.encode(), wall_now()), KNOWN)
    assert [(event.device, event.quantity, event.value) for event in events] == [("mat", "motion", True)]
    assert refusals == ()
    others = {verb: what for verb, what in lines if verb != "publish"}
    assert others == {
        "server": settings.broker.partition("//")[2],
        "login": f"{USER} {PASSWORD}",
        "will": f"{BRANCH}/status offline",
        "subscribe": f"mistel-out/{SITE}/{HOME}/{USER}/refused",
        **({"CA": str(len(PEM))} if settings is TLS else {}),
    }


class Enough(Exception):
    """The board is switched off."""


class Wifi:
    def __getattr__(self, _name: str) -> Any:
        return lambda *_: True


class Pin:
    IN = 0

    def __init__(self, *_: int) -> None: ...

    def value(self) -> int:
        return 1


class Umqtt:
    """Stands for umqtt.simple's client: writes down what it is asked to do."""

    asked: list[tuple[Any, ...]]

    def __init__(self, _id: str, server: str, port: int, user: str, password: str, **more: Any) -> None:
        self.asked.append(("login", server, port, user, password, more["ssl"] is not None))

    def __getattr__(self, name: str) -> Any:
        return lambda *words, **_: self.asked.append((name, *words))


def test_micropython_tells_a_reading_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def module(name: str, **has: Any) -> None:
        made = types.ModuleType(name)
        made.__dict__.update(has)
        monkeypatch.setitem(sys.modules, name, made)

    naps = iter([False, True])

    def sleep_ms(_ms: int) -> None:
        if next(naps):
            raise Enough

    module("network", WLAN=lambda _which: Wifi(), STA_IF=0)
    module("ntptime", settime=lambda: None)
    module("machine", Pin=Pin)
    module("umqtt")
    module("umqtt.simple", MQTTClient=type("MQTTClient", (Umqtt,), {"asked": asked}))
    seconds = wall_now().timestamp()
    module("time", time=lambda: int(seconds), sleep_ms=sleep_ms, gmtime=lambda _s: (1970,))
    with pytest.raises(Enough):
        exec(compile(text_of("micropython", PLAIN), "main.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - ours
    assert asked[0] == ("login", "192.0.2.10", 18830, USER, PASSWORD, False)
    assert ("subscribe", f"mistel-out/{SITE}/{HOME}/{USER}/refused", 1) in asked
    assert ("set_last_will", f"{BRANCH}/status", "offline") in asked
    told = [words for words in asked if words[0] == "publish" and words[1].endswith("/events")]
    assert len(told) == 1
    events, _ = decode(Message(told[0][1], told[0][2].encode(), wall_now()), KNOWN)
    assert [(event.quantity, event.value) for event in events] == [("motion", True)]
    assert events[0].time == datetime.fromtimestamp(int(seconds), UTC)


def test_micropython_trusts_who_signed_the_brokers_certificate() -> None:
    text = text_of("micropython", TLS)
    assert "TLS = True" in text
    assert f"CA = {json.dumps(PEM)}" in text


@pytest.mark.parametrize(
    ("key", "prefix", "dialect"),
    [("esphome", "discovery_prefix", "homeassistant"), ("zigbee2mqtt", "base_topic", "zigbee2mqtt")],
)
def test_a_boxs_settings_bring_it_below_its_own_branch(key: str, prefix: str, dialect: str) -> None:
    said = yaml_of(key, PLAIN)["mqtt"]
    assert said[prefix] == f"{BRANCH}/via/{dialect}"
    assert dialect in DIALECTS
    assert {USER, PASSWORD} <= {said.get("username", said.get("user")), said["password"]}
    assert not {"ca", "certificate_authority"} & set(said)


def test_a_boxs_settings_over_tls_say_whom_to_trust() -> None:
    assert yaml_of("esphome", TLS)["mqtt"]["certificate_authority"] == PEM
    zigbee = yaml_of("zigbee2mqtt", TLS)["mqtt"]
    assert (zigbee["server"], zigbee["ca"]) == ("mqtts://broker.kommun.example:8883", "ca.pem")


def test_esphomes_own_topics_lie_where_it_may_publish() -> None:
    said = yaml_of("esphome", PLAIN)
    assert said["mqtt"]["topic_prefix"].startswith(said["mqtt"]["discovery_prefix"])
    assert said["mqtt"]["log_topic"] is None
    assert said["mqtt"]["discover_ip"] is False


def test_no_recipe_keeps_a_word_that_stands_for_a_setting() -> None:
    for recipe in RECIPES:
        for settings in (PLAIN, TLS):
            text = filled(recipe, min(recipe.ways), settings).text
            left = [
                word
                for word in ("broker.example", "c-yours", "your-password", "your-site", "your-home", "your-ca")
                if word in text
            ]
            assert (recipe.key, left) == (recipe.key, [])
            assert "only with TLS" not in text
