"""Simulated planners, time aids and dispensers do what they are asked to, and answer; the rest of the home goes on."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import pytest
from pydantic import JsonValue

from care.people import Connection
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password
from devices.topics import connection_grant, gateway_grant
from simulators.answering import Answering
from simulators.devices.kind import Fitted
from simulators.feed import Told
from simulators.playing import Playing
from simulators.publish import publish
from simulators.scenario import Scenario
from simulators.story import Story

NOW = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
PASSWORD = "a password for tests"


def scenario(*devices: str) -> Scenario:
    return Scenario.model_validate(
        {
            "title": {"sv": "-", "en": "-"},
            "story": {"sv": "-", "en": "-"},
            "devices": ["base", *devices],
            "date": "2026-03-04",
            "starts": "10:00",
            "lasts": "6 h",
            "habits": {"goes_out": False},
            "doses": ["20:00"],
            "reminders": {"21:00": "Kvällsmat"},
        }
    )


class At:
    """A home under way, and somebody who asks its devices."""

    def __init__(self, *devices: str) -> None:
        self.story = Story(scenario(*devices), "h1", 1)
        self.playing: Playing = self.story.begin()
        self.answering = Answering(self.playing.scene, "h1", lambda: NOW)
        self._asked = 0

    def fitted(self, kind: str) -> Fitted:
        return next(one for one in self.playing.scene.fitted if one.fitting.kind == kind)

    def id_of(self, kind: str) -> str:
        name = self.fitted(kind).fitting.name
        return next(one.device.id for one in self.story.household.devices if one.device.name == name)

    def ask(self, kind: str, command: str, late: bool = False, again: bool = False, **says: JsonValue) -> str | None:
        """Ask; give the outcome and why not, None where there is no answer."""
        self._asked += not again
        until = NOW + timedelta(seconds=-1 if late else 60)
        said = {
            "id": f"k-{self._asked}",
            "command": command,
            "device": self.id_of(kind),
            "until": until.isoformat(),
            "with": says,
        }
        answer = self.answering.take(json.dumps(said).encode())
        return None if answer is None else json.loads(answer)["outcome"] + json.loads(answer)["says"]

    def told(self, hours: float, *quantities: str) -> list[Told]:
        """What is told until so many hours after the start."""
        told = self.playing.until(self.story.start + timedelta(hours=hours))
        return [one for one in told if one.quantity in quantities]


def test_a_planner_shows_a_reminder_and_its_person_answers_it() -> None:
    home = At("planner")
    home.told(1)
    assert home.ask("planner", "reminder.show", text="Drick vatten") == "done"
    shown, *then = home.told(2, "reminder.shown", "reminder.confirmed", "reminder.missed")
    assert (shown.quantity, shown.value) == ("reminder.shown", "Drick vatten")
    assert [one.value for one in then] == ["Drick vatten"]


def test_a_plan_takes_the_place_of_the_one_before() -> None:
    home = At("planner")
    plan: JsonValue = [{"at": "11:00", "text": "Handla"}, {"at": "12:00", "text": "Lunch"}]
    assert home.ask("planner", "plan.set", plan=plan) == "done"
    assert home.ask("planner", "plan.set", plan=[{"at": "12:30", "text": "Vila"}]) == "done"
    assert [one.value for one in home.told(6, "reminder.shown")] == ["Vila"]


def test_a_time_aid_plays_prompts_and_shows_time_running_out() -> None:
    home = At("time_aid")
    assert home.ask("time_aid", "time.show", minutes=15, text="Duscha") == "done"
    assert [one.value for one in home.told(1, "reminder.shown")] == ["Duscha", "Duscha: klar"]
    assert home.ask("time_aid", "prompt.play", text="Dags att gå") == "done"
    assert home.ask("time_aid", "plan.set", plan=[]) == "refusedA time aid cannot do that."


def test_a_dispenser_offers_a_dose_that_is_taken_or_missed() -> None:
    home = At("dispenser")
    assert home.ask("dispenser", "dose.offer") == "done"
    home.told(0.001)
    assert home.ask("dispenser", "dose.offer") == "refusedNo dose can come out now."
    assert len(home.told(2, "dose.taken", "dose.missed")) == 1


def test_a_locked_dispenser_gives_out_nothing_until_it_is_unlocked() -> None:
    home = At("dispenser")
    assert home.ask("dispenser", "dispenser.lock") == "done"
    assert home.ask("dispenser", "dose.offer") == "refusedIt is locked."
    assert home.ask("dispenser", "dispenser.unlock") == "done"
    assert home.ask("dispenser", "dose.offer") == "done"


@pytest.mark.parametrize(("kind", "command"), [("planner", "dose.offer"), ("dispenser", "plan.set"), ("bed", "x")])
def test_what_a_device_cannot_do_it_refuses(kind: str, command: str) -> None:
    answer = At("planner", "dispenser").ask(kind, command)
    assert answer is not None
    assert answer.endswith("cannot do that.")


def test_a_command_that_comes_twice_is_done_once_and_answered_twice() -> None:
    home = At("planner")
    assert home.ask("planner", "reminder.show", text="Vila") == "done"
    assert home.ask("planner", "reminder.show", again=True, text="Vila") == "done"
    assert len(home.told(1, "reminder.shown")) == 1


def test_a_command_that_is_too_late_is_refused_and_not_done() -> None:
    home = At("dispenser")
    assert home.ask("dispenser", "dose.offer", late=True) == "refusedIt came too late."
    assert home.told(2, "dose.taken", "dose.missed") == []


def test_what_is_silent_or_offline_answers_nothing() -> None:
    home = At("planner")
    home.fitted("planner").voice.silence("broken", True)
    assert home.ask("planner", "reminder.show", text="Vila") is None
    home.fitted("planner").voice.silence("broken", False)
    home.playing.scene.link.be_gone()
    assert home.ask("planner", "reminder.show", text="Vila") is None
    assert home.answering.take(b"no command") is None


async def test_a_published_home_answers_at_the_broker(tmp_path: Path) -> None:
    """The test is the gateway: at the first tick it asks, and answers ticks so that the home goes on."""
    hashed = hash_password(PASSWORD)
    box = Connection(id="c-h1", site="s", home="h1", name="box", keeps_clock=True, created=NOW)
    story = Story(scenario("planner"), "h1", 1)
    device = next(one.device.id for one in story.household.devices if one.device.name == "Day planner")
    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    said = {"id": "k-1", "command": "reminder.show", "device": device, "until": until, "with": {"text": "Vila"}}
    grants = [gateway_grant("gateway", hashed), connection_grant(box, hashed)]
    answers = []
    async with EmbeddedBroker(tmp_path, grants=grants) as broker:

        async def play() -> None:
            login = {"h1": Credentials("c-h1", PASSWORD)}
            await publish([story.feed()], url=broker.url, credentials=login, site="s", speed=None)

        gateway = aiomqtt.Client(broker.host, broker.port, username="gateway", password=PASSWORD, identifier="gateway")
        async with gateway, asyncio.timeout(30):
            await gateway.subscribe("mistel/s/#", qos=1)
            playing = asyncio.create_task(play())
            async for message in gateway.messages:
                assert isinstance(message.payload, bytes)
                where = topics.parse(str(message.topic))
                if where.tail == topics.ANSWERS:
                    answers.append(json.loads(message.payload))
                    break
                if where.connection == "clock":
                    await gateway.publish(topics.commands("s", "h1", "c-h1"), json.dumps(said), qos=1)
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
    assert answers == [{"id": "k-1", "outcome": "done", "says": ""}]
