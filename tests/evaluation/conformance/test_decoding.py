"""What a device says, as a check hears it: readings, alerts, answers, what is refused, what a description forbids."""

import json
from datetime import timedelta

import pytest

from care.people import Connection
from devices.description import Description, Mode, Said
from devices.dialects import Known, Message
from evaluation.conformance.decoding import Decoder, Subject
from evaluation.conformance.observed import Heard
from tests.devices.via_a_box import KNOWN as AT_ROSEN
from tests.devices.via_a_box import Box
from tests.evaluation.conformance.observations import EVENTS, HASH, NOW, OWN, STATUS

SENSOR = Connection(id="sensor", site="box", home="flat", name="Sensor", solution="floor", created=NOW)
KNOWN = Known(site="box", homes={"flat": {"sensor": frozenset({"sensor"})}}, solutions={"sensor": "floor"})
DESCRIBED = {("flat", "sensor"): Description(Mode.WARN, {"temperature": Said("temperature", low=5, high=40)})}
TIME = NOW.timestamp() - 60


def hear(topic: str, said: object) -> Heard:
    payload = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Decoder(Subject(SENSOR, HASH, KNOWN, DESCRIBED)).heard(Message(topic, payload, NOW))


def test_a_reading_is_heard_with_its_time() -> None:
    heard = hear(EVENTS, [{"n": "temperature", "v": 21.5, "t": TIME}])
    assert [(e.quantity, e.value, e.time) for e in heard.events] == [("temperature", 21.5, NOW - timedelta(minutes=1))]
    assert (heard.refusals, heard.broken) == ((), ())


def test_what_its_description_forbids_is_heard_and_noted() -> None:
    heard = hear(EVENTS, [{"n": "temperature", "v": 60, "t": TIME}])
    assert [(len(heard.events), broken.rule) for broken in heard.broken] == [(1, "range")]


def test_an_alert_told_again_is_the_same() -> None:
    alert = {"id": "1", "situation": "fall", "onset": "2026-11-22T02:59:00Z"}
    heard = hear(f"{OWN}/alerts", alert)
    assert [(e.quantity, e.time) for e in heard.events] == [("alert", NOW - timedelta(minutes=1))]
    assert heard.events[0].identity == hear(f"{OWN}/alerts", alert).events[0].identity


def test_a_box_is_understood_in_its_own_dialect() -> None:
    exposes = [{"type": "numeric", "name": "temperature", "property": "temperature", "access": 1, "unit": "°C"}]
    definition = {"vendor": "Aqara", "model": "WSDCGQ11LM", "exposes": exposes}
    announced = [
        {"ieee_address": "0x01", "friendly_name": "hall", "type": "EndDevice", "definition": definition},
    ]
    box = Box("zigbee2mqtt", "mistel/rosen/h1/c1")
    box.says("bridge/devices", announced)
    box.admit("0x01", "front-door")
    connection = Connection(id="c1", site="rosen", home="h1", name="Box", created=NOW)
    decoder = Decoder(Subject(connection, HASH, AT_ROSEN, boxes=box.heard))
    state, bridge = (
        decoder.heard(Message(f"{box.prefix}/{tail}", json.dumps(said).encode(), NOW))
        for tail, said in (("hall", {"temperature": 21.5}), ("bridge/state", {"state": "online"}))
    )
    assert [(e.device, e.quantity, e.value) for e in state.events] == [("front-door", "temperature", 21.5)]
    assert (state.refusals, bridge.events, bridge.refusals) == ((), (), ())


@pytest.mark.parametrize("word", ["online", "offline"])
def test_its_status_is_no_reading(word: str) -> None:
    heard = hear(STATUS, word.encode())
    assert (heard.status, heard.events) == (word == "online", ())


def test_its_answers_are_known_by_their_command() -> None:
    assert hear(f"{OWN}/answers", {"id": "k-1", "outcome": "refused"}).answer == ("k-1", "refused")


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("events", b"\xff"),
        ("events", [{"n": "nothing", "v": 1}]),
        ("alerts", {"id": "1", "situation": "fall", "onset": "2027-11-22T02:59:00Z"}),
        ("alerts", b"[" * 20_000),
        ("answers", {"id": "k-1", "outcome": "perhaps"}),
        ("elsewhere", b""),
        ("via/nobody/x", b""),
    ],
)
def test_what_cannot_be_taken_is_refused_with_why(tail: str, said: object) -> None:
    heard = hear(f"{OWN}/{tail}", said)
    assert heard.events == ()
    assert all(refusal.says and refusal.mend for refusal in heard.refusals)
    assert len(heard.refusals) == 1
