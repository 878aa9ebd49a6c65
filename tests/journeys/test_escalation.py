"""The alarm button is pressed at night and nobody answers: the second person gets an e-mail; an answer ends it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts.desk import Desk
from care.clock import wall_now
from care.duty import Channel
from care.errors import BrokerError
from care.notices import Delivery
from care.people import Connection, Device, Home, Organisation, Person, Placement, Resident, Role, Site, Spot, World
from devices.client import DeviceClient
from devices.credentials import Credentials, hash_password, new_password
from mistel.cli import app
from mistel.instance import Instance, started
from mistel.settings import Settings
from store.registry import Registry
from tests.receivers import HttpReceiver, MailServer, http_receiver, mail_server, until

LOGIN = Credentials("c1", new_password())
CONTACTS = """
contacts:
  - {id: anna, name: Anna, phone: "+46700000001"}
  - {id: bo, name: Bo, email: bo@kommun.example}
  - {id: chef, name: Chef, phone: "+46700000003"}
"""
ROTA = """
rota: nurses
name: Nurses
shifts:
  - {days: every day, from: "07:00", to: "07:00", who: anna}
"""
CHAIN = """
chain: Solgården
high:
  steps:
    - {tell: rota nurses, by: sms}
    - {tell: contact bo, after: "1 s", by: email}
    - {tell: contact chef, after: "2 s", by: sms}
  again_after: "30 s"
medium: board
low: board
"""


def _furnish(registry: Registry) -> None:
    places, created = registry.places, wall_now() - timedelta(days=30)
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id="sol", organisation="own", name="Solgården", zone="Europe/Stockholm", world=World.REAL))
    places.add_home(Home(id="h1", site="sol", name="Lägenhet 12"))
    places.add_resident(Resident(id="r1", home="h1"))
    connection = Connection(id=LOGIN.user, site="sol", home="h1", name="box", created=created)
    registry.connections.add(connection, hash_password(LOGIN.password))
    places.add_device(Device(id="button", home="h1", connection=LOGIN.user, name="Button"))
    places.place(Placement(device="button", home="h1", resident="r1", spot=Spot.WORN, since=created))
    registry.people.add(
        Person(id="nils", email="nils@x.example", name="Nils", roles={"own": frozenset({Role.CARE})}), "-"
    )


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MailServer, HttpReceiver]]:
    """Give a mail server and an SMS gateway, with Mistel set to them."""
    with mail_server() as mail, http_receiver() as sms:
        for name, value in {
            "STATE_DIR": tmp_path / "state",
            "HTTP_PORT": 0,
            "PUBLIC_URL": "https://m.example",
            "SMTP_HOST": mail.host,
            "SMTP_PORT": mail.port,
            "SMTP_SECURITY": "none",
            "SMTP_SENDER": "larm@kommun.example",
            "SMS_URL": f"{sms.url}/send",
        }.items():
            monkeypatch.setenv(f"MISTEL_{name}", str(value))
        yield mail, sms


async def test_nobody_answers_so_the_second_person_gets_a_mail_and_an_answer_ends_it(
    tmp_path: Path, servers: tuple[MailServer, HttpReceiver]
) -> None:
    mail, sms = servers
    async with started(Settings.load()) as instance:
        _furnish(instance.registry)
        _say_who_is_reached(tmp_path)
        await _press(instance)
        await until(lambda: mail.mails)
        (alert,) = instance.registry.alerts.open(["sol"])
        Desk(instance.registry, wall_now).acknowledge(alert.id, alert.version, "nils")
        (sent,) = mail.mails
        assert (sent.to, sent.subject) == (["bo@kommun.example"], "Larmknapp intryckt: Lägenhet 12, Solgården")
        assert f"https://m.example/alerts/{alert.id}" in sent.text
        second = instance.registry.notices.of_alert(alert.id)[-1]
        await until(lambda: wall_now() > second.at + timedelta(seconds=3))  # the third's time has come and gone
        assert [request.form["to"] for request in sms.requests] == ["+46700000001"]
        notices = instance.registry.notices.of_alert(alert.id)
        assert [(n.contact, n.channel, n.state) for n in notices] == [
            ("anna", Channel.SMS, Delivery.SENT),
            ("bo", Channel.EMAIL, Delivery.SENT),
        ]


def _say_who_is_reached(folder: Path) -> None:
    """Give the files as people do, by the command line, while the instance runs."""
    for noun, text in {"contact": CONTACTS, "rota": ROTA, "chain": CHAIN}.items():
        path = folder / f"{noun}.yaml"
        path.write_text(text)
        done = CliRunner().invoke(app, [noun, "set", str(path), "--site", "sol"])
        assert done.exit_code == 0, done.output
    assert "anna" in CliRunner().invoke(app, ["contact", "list", "--site", "sol"]).output
    assert "Anna" in CliRunner().invoke(app, ["rota", "show", "--site", "sol"]).output


async def _press(instance: Instance) -> None:
    async with asyncio.timeout(30):
        while "sol" not in instance.gateways:
            await asyncio.sleep(0.02)
        await instance.gateways["sol"].ready.wait()
        while True:
            try:
                async with DeviceClient(instance.broker_url, LOGIN, site="sol", home="h1") as device:
                    await device.send("alarm.button", True, device="button")
                    return
            except BrokerError:  # let in once the gateway reads
                await asyncio.sleep(0.05)
