"""The desk by its routes: whole answers, quiet by order, missed events, and the history as data and as files."""

import csv
import io
import json
from datetime import timedelta

import pytest

from care.alerts import REPORTED, Closing, Move, Outcome, State
from tests.api.world import HOMES, NIGHT, SITES, Town

QUIET = f"/api/sites/{SITES['real']}/suppressions"
FALSE_ALARM = Closing(outcome=Outcome.FALSE, cause="=HYPERLINK(1)", minutes=4, visit=True)


async def test_an_answer_goes_from_hand_to_hand(town: Town) -> None:
    path = f"/api/alerts/{town.raise_alert().id}"
    async with town.client(person="care") as client:
        assigned = (await client.post(f"{path}/assign", json={"version": 1, "to": "care"})).json()
        arrived = (await client.post(f"{path}/arrive", json={"version": 2})).json()
        said = (await client.post(f"{path}/comment", json={"text": "She is well."})).json()
    assert (assigned["assigned"], assigned["state"]) == ("care", "unacknowledged")
    assert (arrived["state"], arrived["responder"]) == ("acknowledged", "care")
    assert arrived["arrived"] == arrived["acknowledged"] == town.clock().isoformat().replace("+00:00", "Z")
    assert (said["move"], said["by"], said["note"]) == ("comment", "care", "She is well.")


@pytest.mark.parametrize(("to", "status"), [("evaluator", 422), ("stranger", 422), ("nobody", 404)])
async def test_an_alert_is_given_only_to_who_may_answer_it(town: Town, to: str, status: int) -> None:
    alert = town.raise_alert()
    async with town.client(person="care") as client:
        answer = await client.post(f"/api/alerts/{alert.id}/assign", json={"version": 1, "to": to})
    assert answer.status_code == status
    assert town.registry.alerts.get(alert.id) == alert


async def test_one_alert_is_shelved_by_its_homes_clock_and_taken_back(town: Town) -> None:
    alert = town.raise_alert(home=HOMES["test"])  # a home of its own time, which is judged to 41 minutes past NIGHT
    path = f"/api/alerts/{alert.id}"
    async with town.client(person="care") as client:
        asked = {"version": 1, "reason": "Airing", "minutes": 30}
        shelved = (await client.post(f"{path}/put-aside", json=asked)).json()
        back = (await client.post(f"{path}/take-back", json={"version": 2})).json()
    until = NIGHT + timedelta(minutes=41 + 30)
    assert (shelved["state"], shelved["shelved_until"]) == ("shelved", until.isoformat().replace("+00:00", "Z"))
    assert (back["state"], back["shelved_until"]) == ("unacknowledged", None)


async def test_an_order_is_given_listed_and_ended(town: Town) -> None:
    asked = {"kind": "suppressed", "reason": "In hospital", "home": HOMES["real"]}
    async with town.client(person="care") as client:
        order = (await client.post(QUIET, json=asked)).json()
        alert = town.raise_alert(onset=town.clock())
        (standing,) = (await client.get(QUIET)).json()["items"]
        ended = (await client.post(f"{QUIET}/{order['id']}/end")).json()
        assert (await client.get(QUIET)).json()["items"] == []
        assert (await client.post(f"{QUIET}/{order['id']}/end")).status_code == 409
    assert (alert.state, alert.suppression) == (State.SUPPRESSED, order["id"])
    assert (standing["by"], standing["reason"], standing["until"]) == ("care", "In hospital", None)
    assert ended["ended_by"] == "care"
    assert town.registry.alerts.get(alert.id).state is State.UNACKNOWLEDGED


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "needs an end"),
        ({"minutes": 30, "until": "2026-03-03T01:00:00Z"}, "the same in two ways"),
        ({"until": "2026-03-03T00:00:00Z"}, "end before it begins"),
        ({"until": "2026-03-03T00:00:00"}, "timezone"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": 1500}, "within 24 hours"),
        ({"minutes": 30, "reason": " "}, "A reason has"),
        ({"minutes": 30, "kind": "closed"}, "kind"),
    ],
)
async def test_what_cannot_be_put_aside_that_way_is_a_problem_that_says_why(
    town: Town, wrong: dict[str, object], says: str
) -> None:
    alert = town.raise_alert()
    asked = {"reason": "Airing"} | wrong
    async with town.client(person="care") as client:
        one = await client.post(f"/api/alerts/{alert.id}/put-aside", json={"version": 1} | asked)
        many = await client.post(QUIET, json={"home": HOMES["real"]} | asked)
    for answer in (one, many):
        assert answer.status_code == 422
        assert says in answer.json()["detail"]
    assert town.registry.alerts.get(alert.id) == alert


async def test_an_order_reaches_no_further_than_its_site(town: Town) -> None:
    async with town.client(person="care") as client:
        elsewhere = await client.post(QUIET, json={"reason": "x", "minutes": 5, "home": HOMES["other"]})
        order = (await client.post(QUIET, json={"reason": "x", "minutes": 5, "home": HOMES["real"]})).json()
        other = await client.post(f"/api/sites/{SITES['test']}/suppressions/{order['id']}/end")
        whole = await client.post(QUIET, json={"reason": "x", "minutes": 5})
    assert (elsewhere.status_code, other.status_code, whole.status_code) == (404, 404, 422)


@pytest.mark.parametrize(
    "wrong", [{"outcome": "perhaps"}, {"outcome": "true", "minutes": -1}, {"outcome": "true", "visit": "perhaps"}, {}]
)
async def test_a_closing_that_makes_no_sense_is_a_problem(town: Town, wrong: dict[str, object]) -> None:
    alert = town.raise_alert()
    town.desk.acknowledge(alert.id, 1, "care")
    async with town.client(person="care") as client:
        answer = await client.post(f"/api/alerts/{alert.id}/close", json={"version": 2} | wrong)
    assert answer.status_code == 422
    assert town.registry.alerts.get(alert.id).state is State.ACKNOWLEDGED


async def test_what_is_closed_is_a_conflict_that_says_so(town: Town) -> None:
    alert = town.raise_alert()
    town.desk.acknowledge(alert.id, 1, "care")
    town.desk.close(alert.id, 2, "care", closing=FALSE_ALARM)
    async with town.client(person="care") as client:
        answer = await client.post(f"/api/alerts/{alert.id}/acknowledge", json={"version": 3})
    assert answer.status_code == 409
    assert "closed cannot be acknowledged" in answer.json()["detail"]


async def test_a_missed_event_is_told_and_stands_for_the_handover(town: Town) -> None:
    asked = {"situation": "fall", "onset": (NIGHT - timedelta(hours=2)).isoformat(), "note": "Bruises at breakfast."}
    async with town.client(person="care") as client:
        told = (await client.post(f"/api/homes/{HOMES['real']}/reports", json=asked)).json()
        again = (await client.post(f"/api/homes/{HOMES['real']}/reports", json=asked)).json()
        unknown = await client.post(f"/api/homes/{HOMES['real']}/reports", json=asked | {"situation": "tumble"})
        ahead = await client.post(f"/api/homes/{HOMES['real']}/reports", json=asked | {"onset": "2026-03-04T00:00:00Z"})
    assert told == again
    assert (told["source"], told["handover"], told["reported_by"], told["state"]) == (REPORTED, True, "care", "normal")
    assert (unknown.status_code, ahead.status_code) == (422, 422)


def live_through(town: Town) -> None:
    alert = town.raise_alert()
    town.raise_alert(home=HOMES["other"])
    town.raise_alert(home=HOMES["test"])
    town.desk.acknowledge(alert.id, 1, "care")
    town.desk.comment(alert.id, "care", "=cmd|' /C calc'!A0")
    town.end_alert(alert, NIGHT + timedelta(minutes=15))
    town.desk.close(alert.id, 3, "care", closing=FALSE_ALARM)


async def test_the_history_is_listed_in_order_and_in_pieces_and_only_what_one_may_see(town: Town) -> None:
    live_through(town)
    async with town.client(person="care") as client:
        first = (await client.get("/api/alerts/history", params={"limit": 4})).json()
        rest = (await client.get("/api/alerts/history", params={"after": first["items"][-1]["number"]})).json()
    assert (first["more"], rest["more"]) == (True, False)
    items = first["items"] + rest["items"]
    assert [item["move"] for item in items] == ["raise", "raise", "acknowledge", "comment", "clear", "close"]
    assert {item["home"] for item in items} == {HOMES["real"], HOMES["test"]}
    assert items[-1]["closing"]["outcome"] == "false"
    assert all(item["closing"] is None for item in items[:-1])


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"site": SITES["real"]}, 5),
        ({"home": HOMES["test"]}, 1),
        ({"home": HOMES["other"]}, 0),
        ({"since": (NIGHT + timedelta(minutes=15)).isoformat()}, 4),
        ({"until": (NIGHT + timedelta(minutes=15)).isoformat()}, 2),
    ],
)
async def test_the_history_is_chosen_by_place_and_time(town: Town, asked: dict[str, str], count: int) -> None:
    live_through(town)
    async with town.client(person="care") as client:
        assert len((await client.get("/api/alerts/history", params=asked)).json()["items"]) == count
        assert (await client.get("/api/alerts/history", params={"site": SITES["other"]})).status_code == 404


async def test_the_history_is_sent_as_files_that_hold_every_move(town: Town) -> None:
    live_through(town)
    (tried,) = town.registry.alerts.of_home(HOMES["test"])
    for number in range(600):  # more than is read in one go
        town.desk.comment(tried.id, "care", f"{number}")
    async with town.client(person="care") as client:
        sheet = await client.get("/api/alerts/history.csv")
        lines = await client.get("/api/alerts/history.jsonl")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(sheet.text)))
    told = [json.loads(line) for line in lines.text.splitlines()]
    assert len(rows) == len(told) == 6 + 600
    assert [row["number"] for row in rows] == [str(one["number"]) for one in told]
    closed = next(row for row in rows if row["move"] == Move.CLOSE)
    assert (closed["outcome"], closed["minutes"], closed["visit"]) == ("false", "4", "true")
    assert closed["cause"] == "'=HYPERLINK(1)"  # no formula, for whoever opens it in a spreadsheet
    assert next(row for row in rows if row["move"] == Move.COMMENT)["note"].startswith("'=cmd")
    assert all(one["at"].endswith("Z") for one in told)
