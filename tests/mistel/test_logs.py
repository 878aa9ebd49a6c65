"""Logs are text or JSON lines, and hold nothing of anybody's life."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from care.clock import wall_now
from care.people import Room
from devices.dialects.senml import pack
from mistel.logs import Form, Json, Text, begin
from tests.gateway.at_a_site import at_a_site

SECRET = "Anna-Svensson-19"
EVENTS = "mistel/a/h1/c1/events"


def _record(error: BaseException | None = None) -> logging.LogRecord:
    caught = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("gateway.judge", logging.ERROR, __file__, 1, "a rule failed at home %s", ("h1",), caught)


def _raised() -> BaseException:
    try:
        try:
            int(SECRET)
        except ValueError as cause:
            raise RuntimeError(f"no number: {SECRET}") from cause
    except RuntimeError as error:
        return error


def test_a_json_line_tells_when_what_and_from_where() -> None:
    line = json.loads(Json().format(_record()))
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "ERROR", "from": "gateway.judge", "says": "a rule failed at home h1"}


@pytest.mark.parametrize("form", [Json(), Text()])
def test_of_an_exception_type_and_place_are_told_and_never_what_it_choked_on(form: logging.Formatter) -> None:
    said = form.format(_record(_raised()))
    assert SECRET not in said
    assert all(word in said for word in ("RuntimeError", "from ValueError", "test_logs.py", "_raised"))


def test_exceptions_in_a_group_are_each_told() -> None:
    said = Text().format(_record(ExceptionGroup("both", [_raised(), KeyError(SECRET)])))
    assert all(word in said for word in ("ExceptionGroup", "from RuntimeError", "from KeyError"))
    assert SECRET not in said


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_process_logs_in_the_form_of_the_settings(form: str, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import logging; from mistel.cli import begin; begin(True); logging.info('hello')"],
        env={**os.environ, "MISTEL_LOG_FORMAT": form, "MISTEL_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert (json.loads(said)["says"] == "hello") if form == "json" else said.endswith("INFO    root: hello\n")


async def test_a_gateway_logs_no_payload_no_name_and_no_topic_of_strangers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin("DEBUG", Form.JSON)
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("gateway.judge.Timeline.take", lambda *_: int(SECRET))
    async with at_a_site(tmp_path) as site, site.device() as device:
        site.registry.places.add_room(Room(id="room", home="h1", name=SECRET))
        for payload in (
            SECRET.encode(),
            pack([(SECRET, True, wall_now())]),
            pack([("hall/reminder.shown", SECRET, wall_now())]),
            pack([(f"{SECRET}/motion", True, wall_now())]),
        ):
            await device.publish(EVENTS, payload, qos=1)
        await device.publish("mistel/a/h1/c1/status", SECRET.encode(), qos=1)
        await site.until(lambda: site.reader.counts().refusals == 4)
        await site.until(lambda: any(record.exc_info for record in caplog.records))
    said = "\n".join(Json().format(record) for record in caplog.records)
    assert "home h1" in said  # that it is not judged, by its id
    assert SECRET not in said
