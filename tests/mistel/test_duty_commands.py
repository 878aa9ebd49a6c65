"""``mistel contact``, ``rota`` and ``chain`` as a person gives them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.clock import wall_now
from care.duty import Channel
from care.errors import MistelError, NotFound, ScenarioError, SettingError
from care.notices import Delivery, Notice
from care.people import Organisation, Site, World
from mistel.cli import app
from mistel.commands import opened
from store.registry import Registry
from tests.receivers import mail_server

EXAMPLES = Path(__file__).parents[2] / "examples" / "duty"
Mistel = Callable[..., str]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with a real site and a test site."""
    folder = tmp_path / "state"
    monkeypatch.setenv("MISTEL_STATE_DIR", str(folder))
    for console in (opened.console, opened.notes):
        monkeypatch.setattr(console, "_width", 200)
    with Registry.open(folder) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        for world in World:
            site = Site(id=world.value, organisation="own", name=world.value, zone="Europe/Stockholm", world=world)
            registry.places.add_site(site)
    return folder


@pytest.fixture
def mistel(state: Path) -> Mistel:
    """Give commands; gives what is printed, or raises what a person is told."""

    def run(*words: str, status: int = 0) -> str:
        done = CliRunner().invoke(app, list(words), catch_exceptions=True)
        if isinstance(done.exception, MistelError):
            raise done.exception
        assert done.exit_code == status, done.output
        return done.output

    return run


def _set_all(mistel: Mistel, site: str) -> None:
    for noun, name in {"contact": "contacts", "rota": "rota", "chain": "chain"}.items():
        assert f"holds for site {site}" in mistel(noun, "set", str(EXAMPLES / f"{name}.yaml"), "--site", site)


def test_what_was_set_is_shown_and_what_is_still_to_do_is_said(mistel: Mistel) -> None:
    assert "nobody is reached outward" in mistel("chain", "show", "--site", "real")
    _set_all(mistel, "real")
    shown = mistel("chain", "show", "--site", "real")
    assert "contact larmcentral" in shown
    assert "again from 1, 2 rounds in all" in shown
    assert "Still to do where Mistel runs: E-mail is not set up" in shown
    eve = mistel("rota", "show", "--site", "real", "--at", "2026-12-24 20:00")
    assert "Anna, natt, Enhetschefen" in eve
    assert "Fri 07:00" in eve
    contacts = mistel("contact", "list", "--site", "real")
    assert "+46…01" in contacts
    assert "kommun.example" in contacts
    assert "chef@" not in contacts


def test_a_file_is_only_checked_when_that_is_asked_and_refused_with_its_line(mistel: Mistel, tmp_path: Path) -> None:
    contacts = str(EXAMPLES / "contacts.yaml")
    assert "holds" not in mistel("contact", "set", contacts, "--site", "real", "--check")
    assert "none yet" in mistel("contact", "list", "--site", "real")
    with pytest.raises(ScenarioError, match=r"rota.yaml:8: there is no contact 'bo'"):
        mistel("rota", "set", str(EXAMPLES / "rota.yaml"), "--site", "real")
    with pytest.raises(ScenarioError, match=r"missing.yaml:1: cannot be read"):
        mistel("chain", "set", str(tmp_path / "missing.yaml"), "--site", "real")


def test_a_rota_in_use_stays_and_a_removed_chain_leaves_the_board(mistel: Mistel) -> None:
    _set_all(mistel, "real")
    with pytest.raises(SettingError, match="change the chain first"):
        mistel("rota", "remove", "nurses", "--site", "real")
    assert "nobody is reached outward" in mistel("chain", "remove", "--site", "real")
    mistel("rota", "remove", "nurses", "--site", "real")
    with pytest.raises(NotFound, match="has no rota nurses"):
        mistel("rota", "remove", "nurses", "--site", "real")


def test_a_contact_is_tried_by_a_message_that_says_so(mistel: Mistel, monkeypatch: pytest.MonkeyPatch) -> None:
    _set_all(mistel, "real")
    with mail_server() as mail:
        monkeypatch.setenv("MISTEL_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("MISTEL_SMTP_PORT", str(mail.port))
        monkeypatch.setenv("MISTEL_SMTP_SECURITY", "none")
        monkeypatch.setenv("MISTEL_SMTP_SENDER", "larm@kommun.example")
        assert "email: Mail server 127.0.0.1 took it" in mistel(
            "contact", "test", "chef", "--site", "real", "--by", "email"
        )
        assert "SMS is not set up" in mistel("contact", "test", "chef", "--site", "real", status=1)
    assert [sent.text.strip() for sent in mail.mails] == ["Detta är ett prov. Ingenting har hänt."] * 2


def test_from_a_test_site_not_even_a_try_is_sent(mistel: Mistel) -> None:
    _set_all(mistel, "test")
    with pytest.raises(SettingError, match="nothing is ever sent from it"):
        mistel("contact", "test", "chef", "--site", "test")


def test_what_was_sent_is_listed(mistel: Mistel, state: Path) -> None:
    assert "none yet" in mistel("chain", "sent", "--site", "real")
    with Registry.open(state) as registry:
        from alerts.desk import Desk
        from care.alerts import Onset

        (alert,) = Desk(registry, wall_now).apply([Onset("site_silent", None, None, wall_now())], "real")
        told = Notice(
            site="real",
            alert=alert.id,
            round=0,
            step=0,
            contact="anna",
            channel=Channel.SMS,
            at=wall_now(),
            planned=wall_now(),
            state=Delivery.GIVEN_UP,
            tries=3,
            says="SMS gateway x refused it",
        )
        registry.notices.plan([told])
    assert "SMS gateway x refused it" in mistel("chain", "sent", "--site", "real")
