"""Who is on duty, by API and page: what care staff read, what administrators change, what nobody is shown again."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from care.duty import Channel
from care.notices import Delivery, Notice
from tests.api.world import SITES, Town

EXAMPLES = Path(__file__).parents[2] / "examples" / "duty"
FILES = {"contacts": "contacts", "rotas": "rota", "chain": "chain"}
REAL = SITES["real"]


async def put(client: httpx.AsyncClient, site: str = REAL) -> list[int]:
    return [
        (await client.put(f"/api/sites/{site}/{noun}", content=(EXAMPLES / f"{name}.yaml").read_bytes())).status_code
        for noun, name in FILES.items()
    ]


async def test_an_administrator_sets_it_and_care_staff_read_it_without_addresses(town: Town) -> None:
    async with town.client(person="administrator") as admin:
        assert await put(admin) == [204, 204, 204]
        files = (await admin.get(f"/api/sites/{REAL}/duty/files")).json()["items"]
    assert [(file["kind"], file["id"], file["by"]) for file in files] == [
        ("chain", "chain", "administrator"),
        ("contacts", "contacts", "administrator"),
        ("rota", "nurses", "administrator"),
    ]
    async with town.client(person="care") as care:
        shown = (await care.get(f"/api/sites/{REAL}/duty")).json()
        assert (await care.get(f"/api/sites/{REAL}/duty/files")).status_code == 404
        page = (await care.get("/duty", headers={"Accept": "text/html"})).text
    assert shown["reaches_out"] is True
    assert [(one["rota"], one["contacts"]) for one in shown["on_duty"]] == [("nurses", ["anna"])]
    assert shown["chain"]["high"]["steps"][1] == {"tell": "contact chef", "after": 120.0, "by": ["sms", "email"]}
    assert shown["chain"]["low"] is None
    assert shown["contacts"][0]["by"] == {"sms": "+46…01", "ntfy": "sol…na"}
    for secret in ("+46701234501", "chef@kommun.example", "larm.example/mistel", "solgarden-anna"):
        assert secret not in str(shown)
        assert secret not in page
    assert "Anna, natt" in page
    assert "<textarea" not in page


async def test_a_site_without_a_chain_says_plainly_that_nobody_is_reached(town: Town) -> None:
    async with town.client(person="care", **{"Accept-Language": "en"}) as care:
        assert (await care.get(f"/api/sites/{REAL}/duty")).json()["reaches_out"] is False
        assert "Ingen nås utanför Mistel" in (await care.get("/duty", headers={"Accept": "text/html"})).text


async def test_a_test_site_says_that_nothing_leaves_it(town: Town) -> None:
    async with town.client(person="innovator") as innovator:
        assert await put(innovator, SITES["test"]) == [204, 204, 204]
        assert (await innovator.get(f"/api/sites/{SITES['test']}/duty")).json()["reaches_out"] is False
        page = (await innovator.get("/duty", headers={"Accept": "text/html"})).text
    assert "Detta är en testplats" in page


@pytest.mark.parametrize(
    ("noun", "body", "says"),
    [
        (
            "rotas",
            b"rota: r\nname: R\nshifts:\n  - {days: mon, from: '07:00', to: '08:00', who: anna}\n",
            "rota.yaml:3:",
        ),
        ("chain", b"chain: N\nhigh: board\nmedium: board\nlow: board\n", "chain.yaml:2:"),
        ("contacts", b"\xff\xfe", "not text in UTF-8"),
        ("contacts", b"", "contacts.yaml:1:"),
    ],
)
async def test_a_wrong_file_is_refused_with_its_line_and_changes_nothing(
    town: Town, noun: str, body: bytes, says: str
) -> None:
    async with town.client(person="administrator") as admin:
        await put(admin)
        before = (await admin.get(f"/api/sites/{REAL}/duty/files")).json()
        answer = await admin.put(f"/api/sites/{REAL}/{noun}", content=body)
        assert (answer.status_code, says in answer.json()["detail"]) == (422, True)
        assert (await admin.get(f"/api/sites/{REAL}/duty/files")).json() == before


async def test_a_rota_that_the_chain_tells_stays_until_the_chain_is_gone(town: Town) -> None:
    async with town.client(person="administrator") as admin:
        await put(admin)
        assert (await admin.delete(f"/api/sites/{REAL}/rotas/nurses")).status_code == 409
        assert (await admin.delete(f"/api/sites/{REAL}/chain")).status_code == 204
        assert (await admin.delete(f"/api/sites/{REAL}/rotas/nurses")).status_code == 204
        assert (await admin.get(f"/api/sites/{REAL}/duty")).json()["on_duty"] == []


async def test_an_administrator_changes_it_on_the_page_and_is_told_the_line_of_a_mistake(town: Town) -> None:
    contacts = (EXAMPLES / "contacts.yaml").read_text().replace("\n", "\r\n")
    async with town.client(person="administrator", Accept="text/html") as admin:
        done = await admin.post(f"/duty/{REAL}", data={"kind": "contacts", "text": contacts})
        assert (done.status_code, done.headers["location"]) == (303, "/duty")
        wrong = await admin.post(
            f"/duty/{REAL}", data={"kind": "contacts", "text": contacts.replace("id: bo", "id: B o")}
        )
        assert wrong.status_code == 422
        assert "contacts.yaml:7: contacts.1.id" in wrong.text
        assert "bo@kommun.example" in (await admin.get("/duty")).text  # to whoever may change it
    assert "\r" not in town.registry.duty.files(REAL)[0].text


async def test_what_was_sent_is_shown_with_its_result(town: Town) -> None:
    alert = town.raise_alert()
    told = Notice(
        site=REAL,
        alert=alert.id,
        round=0,
        step=0,
        contact="anna",
        channel=Channel.SMS,
        at=town.clock(),
        planned=town.clock(),
        state=Delivery.GIVEN_UP,
        tries=7,
        tried=town.clock() + timedelta(minutes=1),
        says="SMS gateway sms.example refused it (HTTP status 401)",
    )
    town.registry.notices.plan([told, told])
    async with town.client(person="care") as care:
        of_site = (await care.get(f"/api/sites/{REAL}/notices")).json()["items"]
        of_alert = (await care.get(f"/api/alerts/{alert.id}/notices")).json()["items"]
        page = (await care.get("/duty", headers={"Accept": "text/html"})).text
    assert of_site == of_alert
    assert [(one["contact"], one["state"], one["tries"]) for one in of_site] == [("anna", "given_up", 7)]
    assert "kunde inte skickas" in page
    assert "HTTP status 401" in page
