"""An alert that the first person does not answer reaches the second by e-mail, who answers it by the mail's link."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.access.passwords import hashed
from api.platform import Platform
from care.alerts import Alert
from care.people import Person, Role
from store.journal import JournalReader
from tests.api.world import PASSWORD, Town, serving
from tests.gateway.at_a_chain import MIN, AtAChain, at_a_chain, smtp
from tests.journeys.ward import PHONE, browser_page
from tests.receivers import MailServer, mail_server

pytestmark = pytest.mark.server("chromium")


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def chain(tmp_path: Path, mail: MailServer) -> Iterator[AtAChain]:
    with at_a_chain(tmp_path, outlets=smtp(mail.port)) as made:
        roles = {"o": frozenset({Role.CARE})}
        bo = Person(id="bo", email="bo@kommun.example", name="Bo Dag", roles=roles)
        made.registry.people.add(bo, hashed(PASSWORD))
        yield made


def town_of(chain: AtAChain) -> Town:
    """Give what serves the pages of a site with a chain."""
    readers: dict[str, JournalReader] = {}

    def reader(site: str) -> JournalReader:
        return readers.setdefault(site, JournalReader.open(chain.state, site))

    long = timedelta(days=3650)  # the registry holds logins against the wall's clock, and here it is another night
    platform = Platform(registry=chain.registry, desk=chain.desk, reader=reader, now=chain.clock, session_lasts=long)
    return Town(platform, chain.clock, readers)  # type: ignore[arg-type]


async def nobody_answers(chain: AtAChain) -> Alert:
    alert = chain.fall()
    await chain.go_on()
    await chain.go_on(minutes=3)
    return alert


def test_the_second_person_answers_by_the_link_in_the_mail(chain: AtAChain, mail: MailServer) -> None:
    alert = asyncio.run(nobody_answers(chain))
    assert [sent.to for sent in mail.mails] == [["anna@kommun.example"], ["bo@kommun.example"]]
    link = re.search(r"https://mistel.example(/alerts/\S+)", mail.mails[1].text)
    assert link

    town = town_of(chain)
    with serving(town) as address, browser_page(address, PHONE, touch=True) as page:
        page.goto(link[1])
        page.get_by_label("E-post").fill("bo@kommun.example")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").tap()
        expect(page.get_by_role("heading", name="Fall", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name="Vem som har fått veta")).to_be_visible()
        expect(page.locator("#case")).to_contain_text("FÖRSENAT 2:00")
        page.get_by_role("button", name="Jag är på väg").tap()
        expect(page.locator("#case")).to_contain_text("Bo Dag är på väg")
        page.get_by_role("button", name="Skriv en anteckning").tap()
        page.get_by_role("textbox", name="Anteckning").fill("Tar med hjärtstartaren")
        page.get_by_role("button", name="Spara anteckningen").tap()
        expect(page.locator("#done")).to_contain_text("Tar med hjärtstartaren")
        page.get_by_role("button", name="Jag är framme").tap()
        expect(page.locator("#case")).to_contain_text("Bo Dag är framme")
        page.get_by_role("button", name="Avsluta").tap()
        page.get_by_role("button", name="Sant larm").tap()
        expect(page.locator("#case")).to_contain_text("Avslutat · Sant larm")
    for reader in town.readers.values():
        reader.close()

    asyncio.run(chain.go_on(minutes=600))
    assert len(mail.mails) == 2
    kept = chain.registry.alerts.get(alert.id)
    assert (kept.responder, kept.acknowledged) == ("bo", alert.onset + 3 * MIN)
    assert kept.arrived is not None
    assert kept.arrived - alert.onset >= timedelta(minutes=3)
