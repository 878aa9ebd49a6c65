"""The page where an innovator connects a solution: a login shown once, settings to copy, boxes' devices to admit."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape

import httpx
import pytest

from care.errors import BrokerError
from care.found import Channel, Found
from care.people import Connection
from care.solutions import Kind, Solution
from devices.credentials import Credentials, hash_password, matches
from evaluation.solutions.sandbox import MOST_CONNECTIONS, Coming, bench_of, open_sandbox
from tests.api.world import HOMES, NIGHT, SITES, Town, build, serving

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("connect")))
    platform = replace(made.platform, broker="mqtt://192.0.2.10:18830", ca="")
    yield Town(platform, made.clock, made.readers)
    made.close()


@pytest.fixture
def mat(town: Town) -> Solution:
    coming = Coming("Bed mat", frozenset({Kind.DEVICE}))
    return open_sandbox(town.registry, "north", coming, NIGHT)


class Browser:
    """An innovator of the north, in front of the page."""

    def __init__(self, town: Town, client: httpx.Client) -> None:
        cookies, self._csrf = town.session("innovator")
        client.cookies.update(cookies)
        self._client = client

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self._client.post(path, data={"csrf": self._csrf, **fields})


@contextmanager
def browsing(town: Town) -> Iterator[Browser]:
    with (
        serving(town) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html", "Accept-Language": "sv"}) as client,
    ):
        yield Browser(town, client)


@pytest.fixture(scope="module")
def browser(town: Town) -> Iterator[Browser]:
    with browsing(town) as made:
        yield made


def connections(town: Town, mat: Solution) -> list[Connection]:
    return town.registry.connections.all(mat.site)


def test_a_login_is_shown_once_with_settings_that_hold_it(town: Town, mat: Solution, browser: Browser) -> None:
    shown = browser.post(f"/solutions/{mat.id}/connect", name="Left mat", way="device")
    (made,) = connections(town, mat)
    assert (made.name, made.solution, made.home) == ("Left mat", mat.id, bench_of(town.registry, mat).id)
    text = unescape(shown.text)
    password = re.findall(r'PASSWORD = "([\w-]+)"', text)[0]
    assert matches(password, town.registry.connections.hashes()[made.id])
    assert f'USER = "{made.id}"' in text
    assert 'URL = "mqtt://192.0.2.10:18830"' in text
    assert f"/connections/{made.id}/feed" in text
    again = unescape(browser.get(f"/solutions/{mat.id}/connect?settings={made.id}").text)
    assert f'USER = "{made.id}"' in again
    assert password not in again


def test_a_detector_gets_a_connection_that_listens(town: Town, mat: Solution, browser: Browser) -> None:
    shown = browser.post(f"/solutions/{mat.id}/connect", name="Watcher", way="detector")
    assert connections(town, mat)[0].listens
    assert "examples/detector.py" in shown.text
    assert town.registry.places.devices(site=mat.site) == []


def test_another_password_and_taking_it_back(town: Town, mat: Solution, browser: Browser) -> None:
    browser.post(f"/solutions/{mat.id}/connect", name="Left mat", way="device")
    (made,) = connections(town, mat)
    before = town.registry.connections.hashes()[made.id]
    assert "visas inte igen" in browser.post(f"/solutions/{mat.id}/connect/renew", connection=made.id).text
    assert town.registry.connections.hashes()[made.id] != before
    assert browser.post(f"/solutions/{mat.id}/connect/revoke", connection=made.id).status_code == 303
    assert connections(town, mat) == []


def test_nobody_touches_what_is_not_of_this_solution(town: Town, mat: Solution, browser: Browser) -> None:
    other = Connection(id="c-other", site=SITES["test"], home=HOMES["test"], name="Other", created=NIGHT)
    town.registry.connections.add(other, hash_password("x"))
    before = town.registry.connections.hashes()
    for verb in ("renew", "revoke"):
        assert browser.post(f"/solutions/{mat.id}/connect/{verb}", connection="c-other").status_code == 404
    assert town.registry.connections.hashes() == before
    elsewhere = browser.post(f"/solutions/{mat.id}/connect", name="Mat", way="device", home=HOMES["other"])
    assert elsewhere.status_code == 422
    assert browser.get("/solutions/mat/connect").status_code == 404
    assert connections(town, mat) == []


def test_a_full_sandbox_takes_no_more(town: Town, mat: Solution, browser: Browser) -> None:
    bench = bench_of(town.registry, mat).id
    for n in range(MOST_CONNECTIONS):
        one = Connection(id=f"c-{n}", site=mat.site, home=bench, name="Mat", solution=mat.id, created=NIGHT)
        town.registry.connections.add(one, "-")
    shown = browser.post(f"/solutions/{mat.id}/connect", name="One more", way="device")
    assert shown.status_code == 422
    assert len(connections(town, mat)) == MOST_CONNECTIONS


@pytest.mark.parametrize("name", ["   ", "x" * 121])
def test_a_name_that_cannot_be_is_said(town: Town, mat: Solution, browser: Browser, name: str) -> None:
    shown = browser.post(f"/solutions/{mat.id}/connect", name=name, way="device")
    assert shown.status_code == 422
    assert "1 till 120" in shown.text
    assert connections(town, mat) == []


def test_what_a_box_announced_is_admitted(town: Town, mat: Solution, browser: Browser) -> None:
    browser.post(f"/solutions/{mat.id}/connect", name="Box", way="box")
    (made,) = connections(town, mat)
    channel = Channel(id="motion", source="m/config", topic="m/state", quantity="motion")
    found = Found(
        home=made.home,
        connection=made.id,
        dialect="homeassistant",
        key="a4cf",
        box="a4cf",
        name="<Hall>",
        channels=(channel,),
    )
    town.registry.found.keep([found], [], NIGHT)
    assert "&lt;Hall&gt;" in browser.get(f"/solutions/{mat.id}/connect").text
    assert browser.post(f"/solutions/{mat.id}/connect/admit", connection=made.id, key="a4cf").status_code == 303
    assert [device.name for device in town.registry.places.devices(site=mat.site)] == ["<Hall>"]
    assert "a4cf" not in browser.get(f"/solutions/{mat.id}/connect").text
    assert browser.post(f"/solutions/{mat.id}/connect/admit", connection=made.id, key="a4cf").status_code == 404


def test_a_broker_that_cannot_be_told_the_password_is_said(town: Town, mat: Solution) -> None:
    def away(_login: Credentials) -> None:
        raise BrokerError("The broker is away.")

    with browsing(Town(replace(town.platform, enrol=away), town.clock, town.readers)) as browser:
        shown = browser.post(f"/solutions/{mat.id}/connect", name="Mat", way="device")
    assert shown.status_code == 502
    assert "The broker is away." in shown.text


def test_where_the_broker_has_a_certificate_of_ours_it_is_given(town: Town, mat: Solution) -> None:
    platform = replace(town.platform, broker="mqtts://mistel.example:8883", ca=PEM)
    with browsing(Town(platform, town.clock, town.readers)) as browser:
        assert browser.get("/ca.pem").text == PEM
        shown = unescape(browser.post(f"/solutions/{mat.id}/connect", name="Mat", way="device").text)
    assert 'CA = "ca.pem"' in shown
    assert "--cafile ca.pem" in shown
    assert "/ca.pem" in shown


def test_without_tls_nobody_is_sent_to_it(town: Town, mat: Solution) -> None:
    with browsing(Town(replace(town.platform, ca=PEM), town.clock, town.readers)) as browser:
        shown = browser.post(f"/solutions/{mat.id}/connect", name="Mat", way="device").text
    assert "/ca.pem" not in shown


def test_without_one_there_is_none(browser: Browser) -> None:
    assert browser.get("/ca.pem").status_code == 404
