"""What the JSON routes answer: typed, in pieces, and with errors that say what to do."""

from datetime import timedelta

import httpx
import pytest

from api.headers import HEADERS
from api.server import GRACE
from care.alerts import State
from care.found import Channel, Found
from dashboards.language import LANGUAGES
from evaluation.runs import Spec
from tests.api.world import HOMES, NIGHT, SITES, Town, serving

HOME = f"/api/homes/{HOMES['real']}"


async def test_events_of_a_span_come_oldest_first_and_in_pieces(town: Town) -> None:
    asked = {"since": (NIGHT - timedelta(hours=1)).isoformat(), "until": NIGHT.isoformat(), "limit": 3}
    async with town.client(person="care") as client:
        first = (await client.get(f"{HOME}/events", params=asked)).json()
        rest = (await client.get(f"{HOME}/events", params=asked | {"skip": 3})).json()
    assert first["more"]
    assert not rest["more"]
    times = [event["time"] for event in first["items"] + rest["items"]]
    assert times == sorted(times)
    assert len(times) == 6


async def test_events_are_chosen_by_quantity(town: Town) -> None:
    asked = {"since": (NIGHT - timedelta(hours=1)).isoformat(), "until": NIGHT.isoformat(), "quantity": "bed.occupied"}
    async with town.client(person="care") as client:
        [event] = (await client.get(f"{HOME}/events", params=asked)).json()["items"]
    assert (event["device"], event["value"]) == ("bed", False)


async def test_the_newest_value_of_each_device_is_given(town: Town) -> None:
    async with town.client(person="care") as client:
        items = (await client.get(f"{HOME}/events/latest")).json()["items"]
    assert {item["device"]: item["value"] for item in items} == {
        "front-door": True,
        "hall-motion": False,
        "bed": False,
        "climate": 21.0,
    }


async def test_what_boxes_have_announced_is_listed_with_what_it_tells(town: Town) -> None:
    connection = town.registry.connections.all()[0]
    channel = Channel(id="contact", source="bridge/devices", topic="door", quantity="contact.open")
    door = Found(
        home=connection.home,
        connection=connection.id,
        dialect="zigbee2mqtt",
        key="0x01",
        box="0x01",
        name="Hall door",
        channels=(channel,),
    )
    town.registry.found.keep([door], [], NIGHT)
    async with town.client(person="care") as client:
        [item] = (await client.get(f"/api/homes/{connection.home}/found")).json()["items"]
    assert (item["name"], item["device"], item["channels"][0]["quantity"]) == ("Hall door", None, "contact.open")


async def test_events_are_counted_by_hour(town: Town) -> None:
    asked = {"since": (NIGHT - timedelta(hours=24)).isoformat(), "until": NIGHT.isoformat(), "limit": 500}
    async with town.client(person="care") as client:
        items = (await client.get(f"{HOME}/events/per-hour", params=asked)).json()["items"]
    assert sum(item["readings"] for item in items if item["quantity"] == "temperature") == 23


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-03-02T00:00:00", "until": "2026-03-03T00:00:00Z"},
        {"since": "2026-03-03T00:00:00Z", "until": "2026-03-02T00:00:00Z"},
        {"since": "2026-01-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"},
        {"since": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00Z", "limit": "501"},
        {"since": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00Z", "skip": "-1"},
    ],
)
async def test_what_cannot_be_asked_is_a_problem_that_says_why_and_what_to_do(
    town: Town, asked: dict[str, str]
) -> None:
    async with town.client(person="care") as client:
        answer = await client.get(f"{HOME}/events", params=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert problem["mend"]
    assert problem["instance"] == f"{HOME}/events"


async def test_an_alert_is_answered_and_closed_and_its_moves_are_kept(town: Town) -> None:
    alert = town.raise_alert()
    path = f"/api/alerts/{alert.id}"
    async with town.client(person="care") as client:
        assert (await client.post(f"{path}/acknowledge", json={"version": 1})).json()["state"] == "acknowledged"
        assert (await client.post(f"{path}/on-the-way", json={"version": 2})).json()["responder"] == "care"
        closed = await client.post(f"{path}/close", json={"version": 3, "outcome": "false", "minutes": 4})
        assert closed.json()["closing"] == {
            "outcome": "false",
            "cause": "",
            "minutes": 4,
            "visit": None,
            "contact": None,
        }
        moves = (await client.get(f"{path}/moves")).json()["items"]
        assert (await client.get(path)).json()["state"] == State.CLOSED
        of_home = (await client.get(f"{HOME}/alerts")).json()["items"]
    assert [(move["move"], move["by"]) for move in moves] == [
        ("raise", "rules"),
        ("acknowledge", "care"),
        ("on_the_way", "care"),
        ("close", "care"),
    ]
    assert [found["id"] for found in of_home] == [alert.id]


async def test_who_comes_second_is_told_what_holds(town: Town) -> None:
    alert = town.raise_alert()
    town.desk.acknowledge(alert.id, 1, "evaluator")
    async with town.client(person="care") as client:
        answer = await client.post(f"/api/alerts/{alert.id}/acknowledge", json={"version": 1})
    assert answer.status_code == 409
    assert "acknowledged" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"version": 0}, {"version": 1, "outcome": "maybe"}, {"version": 1, "outcome": "true", "minutes": -1}]
)
async def test_a_closing_that_says_nothing_sensible_is_refused(town: Town, body: dict[str, object]) -> None:
    alert = town.raise_alert()
    async with town.client(person="care") as client:
        assert (await client.post(f"/api/alerts/{alert.id}/close", json=body)).status_code == 422


async def test_a_move_in_a_home_of_own_clock_is_kept_with_that_clocks_time(town: Town) -> None:
    alert = town.raise_alert(home=HOMES["test"])
    async with town.client(person="innovator") as client:
        await client.post(f"/api/alerts/{alert.id}/acknowledge", json={"version": 1})
    move = town.registry.alerts.moves(alert.id)[-1]
    assert (move.at, move.wall) == (NIGHT + timedelta(minutes=41), town.clock())


async def test_a_home_tells_its_rooms_devices_and_time(town: Town) -> None:
    async with town.client(person="innovator") as client:
        home = (await client.get(f"/api/homes/{HOMES['test']}")).json()
        devices = (await client.get(f"/api/homes/{HOMES['test']}/devices", params={"limit": 2})).json()
        homes = (await client.get(f"/api/sites/{SITES['test']}/homes")).json()
    assert home["now"] == (NIGHT + timedelta(minutes=41)).isoformat().replace("+00:00", "Z")
    assert [room["name"] for room in home["rooms"]] == ["Sovrummet", "Hallen"]
    assert devices["more"]
    assert devices["items"][0]["placements"][0]["room"] == "bedroom"
    assert [found["id"] for found in homes["items"]] == [HOMES["test"]]


async def test_a_run_asked_for_waits_for_a_worker(town: Town) -> None:
    asked = {"organisation": "north", "scenarios": ["left_home_at_night"], "seed": "7"}
    async with town.client(person="innovator") as client:
        answer = await client.post("/api/runs", json=asked)
        assert answer.status_code == 201
        run = answer.json()
        assert (await client.get(f"/api/runs/{run['id']}")).json() == run
        assert (await client.post("/api/runs", json=asked | {"organisation": "south"})).status_code == 404
        assert (await client.post("/api/runs", json=asked | {"scenarios": ["../etc"]})).status_code == 404
    spec = Spec.model_validate(run["spec"])
    assert (run["state"], spec.scenarios, spec.seed) == ("queued", ("left_home_at_night",), "7")


async def test_refusals_say_what_was_wrong_and_how_to_mend_it(town: Town) -> None:
    async with town.client(person="administrator") as client:
        said = (await client.get(f"/api/sites/{SITES['real']}/refusals", params={"home": HOMES["real"]})).json()
    assert said["by_reason"] == {"not_json": 1}
    assert said["items"][0]["mend"] == "Send SenML JSON."


async def test_every_answer_carries_the_security_headers(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        for path in ("/health", "/board", "/static/mistel.css", "/nowhere", "/api/nowhere"):
            answer = await client.get(path)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert (await client.get("/board")).headers["cache-control"] == "no-store"


async def test_no_page_of_ours_holds_inline_script_or_style(town: Town) -> None:
    town.raise_alert()
    async with town.client(person="care", Accept="text/html") as client:
        for path in ("/board", "/homes", f"/homes/{HOMES['real']}", "/account", "/password", "/docs", "/nowhere"):
            text = (await client.get(path)).text
            assert " style=" not in text
            assert "<style" not in text
            assert " onclick=" not in text
            assert text.count("<script") == text.count('<script src="/static')


async def test_a_request_that_brings_too_much_is_refused(town: Town) -> None:
    alert = town.raise_alert()
    body = {"version": 1, "outcome": "true", "cause": "x" * 70_000}
    async with town.client(person="care") as client:
        answer = await client.post(f"/api/alerts/{alert.id}/close", json=body)
    assert answer.status_code == 413


async def test_errors_are_pages_for_people_in_their_language(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        for language, says in zip(LANGUAGES, ("Sidan finns inte", "There is no home &#39;nowhere&#39;."), strict=True):
            client.cookies.set("mistel_language", language, domain="127.0.0.1")
            answer = await client.get("/homes/nowhere")
            assert answer.status_code == 404
            assert says in answer.text
    async with town.client(Accept="text/html") as nobody:
        assert (await nobody.get("/board")).headers["location"] == "/login"


async def test_the_description_of_the_api_names_every_json_route(town: Town) -> None:
    async with town.client(person="care") as client:
        described = (await client.get("/openapi.json")).json()
    assert {"/api/sites", "/api/alerts/{alert}/close", "/health"} <= described["paths"].keys()
    assert not [path for path in described["paths"] if path in {"/board", "/login", "/link/{secret}"}]


async def test_a_home_without_any_event_still_has_a_page(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        page = await client.get(f"/homes/{HOMES['real']}", params={"day": "2020-01-01"})
        assert "Inget berättades den här dagen." in page.text
        assert (await client.get(f"/homes/{HOMES['real']}", params={"day": "yesterday"})).status_code == 422


def test_the_server_stops_within_its_grace_though_boards_are_open(town: Town) -> None:
    cookies, _csrf = town.session("care")
    with httpx.Client(cookies=cookies, timeout=10) as client:
        with serving(town) as address:
            stream = client.send(client.build_request("GET", f"{address}/board/stream"), stream=True)
            lines = stream.iter_lines()
            assert next(lines) == "event: board"
            assert GRACE < 10
        assert "event: rows" not in list(lines)  # it ended by itself, in order
        stream.close()


async def test_refusals_are_listed_in_pieces_newest_first_by_home_connection_and_reason(town: Town) -> None:
    site, home = SITES["real"], HOMES["real"]
    async with town.client(person="administrator") as client:
        path = f"/api/sites/{site}/refusals"
        whole = (await client.get(path)).json()
        (found,) = whole["items"]
        assert (found["field"], found["mend"], whole["more"]) == ("", "Send SenML JSON.", False)
        assert whole["by_reason"] == {"not_json": 1}
        for asked, count in (
            ({"home": home}, 1),
            ({"home": "another"}, 0),
            ({"connection": f"box-{home}"}, 1),
            ({"connection": "another"}, 0),
            ({"reason": "not_json"}, 1),
            ({"reason": "wrong_unit"}, 0),
            ({"skip": 1}, 0),
        ):
            assert len((await client.get(path, params=asked)).json()["items"]) == count
        assert (await client.get(path, params={"limit": 0})).status_code == 422
