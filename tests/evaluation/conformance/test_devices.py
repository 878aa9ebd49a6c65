"""The two example devices, each as a process of its own, put through the whole course at the same time."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from care.clock import wall_now
from care.people import Connection, Device, Home, Organisation, Site, World
from devices.credentials import hash_password, new_password
from evaluation.conformance import Grade, Outcome, Result, Times, checks_of, read_declarations
from evaluation.conformance.bench import bench
from evaluation.conformance.checking import asked, carry_out, subject_of
from store.registry import Registry

TIMES = Times(
    patience=20,
    watch=0.4,
    outage=0.5,
    back=4,
    unanswered=0.7,
    refused=1.5,
    settle=0.3,
    odd=0.02,
    per_second=60,
)
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Checked:
    result: Result
    steps: list[str]
    kept: list[Result | None]


async def checked(folder: Path, name: str, *options: str) -> Checked:
    """Check an example, started when the bench is there."""
    password, steps = new_password(), list[str]()
    with Registry.open(folder) as registry:
        registry.places.add_organisation(Organisation(id="maker", name="Maker"))
        registry.places.add_site(
            Site(id="box", organisation="maker", name="Box", zone="Europe/Stockholm", world=World.TEST)
        )
        registry.places.add_home(Home(id="flat", site="box", name="Flat"))
        connection = Connection(id="sensor", site="box", home="flat", name="Sensor", created=wall_now())
        registry.connections.add(connection, hash_password(password))
        registry.places.add_device(Device(id="sensor", home="flat", connection="sensor", name="Sensor"))
        run = asked("run-1", connection, "maker", TIMES, wall_now(), "test")
        registry.runs.add(run)
        declared = read_declarations(ROOT / "examples" / "good_device.yaml") if name == "good_device" else {}
        async with bench(subject_of(registry, connection), folder / "check", "127.0.0.1", None, wall_now) as made:
            environment = {
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "MQTT_URL": f"mqtts://127.0.0.1:{made.line.port}",
                "MQTT_CA": str(made.contexts.ca),
                "MQTT_SITE": "box",
                "MQTT_HOME": "flat",
                "MQTT_USER": "sensor",
                "MQTT_PASSWORD": password,
            }
            device = await asyncio.create_subprocess_exec(
                sys.executable, str(ROOT / "examples" / f"{name}.py"), *options, env=environment
            )
            try:
                result = await carry_out(
                    registry, run, made, times=TIMES, declared=declared, say=lambda step, _: steps.append(step)
                )
                assert device.returncode is None, "it ended"
            finally:
                if device.returncode is None:
                    device.kill()
                await device.wait()
        return Checked(result, steps, [check.result for check in checks_of(registry, "sensor")])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checked, Checked]:
    async def together() -> tuple[Checked, Checked]:
        return await asyncio.gather(
            checked(tmp_path_factory.mktemp("good"), "good_device", "--every", "0.1", "--keepalive", "1"),
            checked(tmp_path_factory.mktemp("bad"), "bad_device", "--every", "0.04"),
        )

    return asyncio.run(together())


def test_the_good_device_gets_gold(both: tuple[Checked, Checked]) -> None:
    result = both[0].result
    assert {f.criterion: f.evidence for f in result.findings if f.outcome is not Outcome.PASSED} == {}
    assert result.grade is Grade.GOLD
    assert set(both[0].steps) == {
        *("waiting", "watching", "outage", "back", "unanswered"),
        *("refused", "stranger", "misnamed", "odd"),
    }


def test_every_fault_of_the_bad_device_is_named(both: tuple[Checked, Checked]) -> None:
    result = both[1].result
    faults = {f.criterion: {e.key for e in f.evidence if e.good is False} for f in result.findings}
    assert faults == {
        "readings": {"strange_topic", "qos_0", "retained"},
        "unit_and_range": {"refused"},
        "clock": {"clock"},
        "rate": {"rate"},
        "last_will": {"no_will"},
        "own_login": {"other_password"},
        "reconnect": {"keepalive", "not_noticed"},
        "buffering": {"kept"},
        "duplicates": {"told_twice", "told_again"},
        "battery": {"no_battery"},
        "refused_login": {"tries"},
        "tls": {"trusted_stranger", "trusted_misnamed"},
        "odd_payloads": {"felled", "obeyed"},
        "declarations": set(),
    }
    assert result.grade is Grade.NONE


def test_what_was_found_is_kept_with_the_run(both: tuple[Checked, Checked]) -> None:
    for one in both:
        assert one.kept == [one.result]
