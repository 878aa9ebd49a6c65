"""Logging in and out: who gets in, for how long, and what is kept of it."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.access.limits import LoginLimits
from api.access.passwords import fits, hashed, is_once, new_password
from api.access.sessions import FIRST_EMAIL, first_administrator, login_link
from api.access.tokens import kept
from api.app import create_app
from care.people import Role
from store.registry import Registry
from tests.api.world import PASSWORD, Town, behind_tls

PAGE = {"Accept": "text/html"}


async def form(client: httpx.AsyncClient, path: str = "/login") -> str:
    """Give the token of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', (await client.get(path, headers=PAGE)).text)
    assert found
    return found.group(1)


async def log_in(
    client: httpx.AsyncClient, email: str = "care@north.example", password: str = PASSWORD
) -> httpx.Response:
    fields = {"csrf": await form(client), "email": email, "password": password}
    return await client.post("/login", data=fields, headers={"X-CSRF-Token": ""})


async def test_the_right_password_opens_a_session_of_a_shift(town: Town) -> None:
    async with town.client() as client:
        answer = await log_in(client)
        assert answer.status_code == 303
        assert (await client.get("/api/me")).json()["name"] == "Kim care"
        town.clock.at += timedelta(hours=12)
        assert (await client.get("/api/me")).status_code == 401


async def test_a_login_leads_on_to_the_page_that_was_asked_for_and_never_to_another_site(town: Town) -> None:
    alert = f"/alerts/{town.raise_alert().id}"
    async with town.client() as client:
        asked = (await client.get(alert, headers=PAGE)).headers["location"]
        assert asked == f"/login?next={alert}"
        assert f'name="next" value="{alert}"' in (await client.get(asked, headers=PAGE)).text
        for onward, leads_to in ((alert, alert), ("//evil.example", "/"), ("https://evil.example", "/"), ("", "/")):
            fields = {"csrf": await form(client), "email": "care@north.example", "password": PASSWORD, "next": onward}
            answer = await client.post("/login", data=fields, headers={"X-CSRF-Token": ""})
            assert answer.headers["location"] == leads_to
            client.cookies.delete("mistel")


@pytest.mark.parametrize(
    ("email", "password"), [("care@north.example", "wrong"), ("nobody@north.example", PASSWORD), ("", "")]
)
async def test_a_wrong_password_and_an_unknown_account_are_answered_alike(
    town: Town, email: str, password: str
) -> None:
    async with town.client() as client:
        answer = await log_in(client, email, password)
    assert answer.status_code in {401, 422}
    assert answer.status_code == 422 or "hör inte ihop" in answer.text
    assert "mistel" not in answer.cookies


def test_an_unknown_account_takes_the_work_of_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.access import passwords

    verified: list[str] = []
    monkeypatch.setattr(passwords._HASHING, "verify", lambda _given, known: bool(verified.append(known)))
    assert not fits("any", None)
    assert verified == [passwords.nobodys()]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    async with town.client() as client:
        answer = await log_in(client)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("mistel="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_behind_tls_the_cookie_is_sent_over_tls_only(town: Town) -> None:
    app = behind_tls(town).app()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://mistel.example") as client:
        answer = await log_in(client)
        assert (await client.get("/api/me")).status_code == 200
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-mistel="))
    assert "Secure" in cookie.split("; ")
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_login_never_takes_over_a_session_that_was_there_before(town: Town) -> None:
    async with town.client() as client:
        client.cookies.set("mistel", "planted-by-somebody-else", domain="127.0.0.1")
        await log_in(client)
        first = client.cookies.get("mistel", domain="127.0.0.1")
        assert first != "planted-by-somebody-else"
        await log_in(client, "evaluator@north.example")
        assert client.cookies.get("mistel", domain="127.0.0.1") != first
    assert town.registry.people.session(kept(first or "")) is None


async def test_the_registry_keeps_no_secret_as_it_is(town: Town) -> None:
    async with town.client() as client:
        await log_in(client)
        secret = client.cookies.get("mistel", domain="127.0.0.1") or ""
    assert town.registry.people.session(secret) is None
    assert town.registry.people.session(kept(secret)) is not None
    assert PASSWORD not in town.registry.people.password_hash("care")


async def test_after_logging_out_the_cookie_is_worth_nothing(town: Town) -> None:
    async with town.client() as client:
        await log_in(client)
        secret = client.cookies.get("mistel", domain="127.0.0.1") or ""
        token = await form(client, "/account")
        await client.post("/logout", data={"csrf": token}, headers={"X-CSRF-Token": ""})
        client.cookies.set("mistel", secret, domain="127.0.0.1")
        assert (await client.get("/api/me")).status_code == 401


async def test_guessing_at_an_account_is_stopped_also_with_the_right_password_at_last(town: Town) -> None:
    app = create_app(town.platform, LoginLimits(by_account="3 per 15 minutes"))
    async with town.client(app) as client:
        for _ in range(3):
            assert (await log_in(client, password="guess")).status_code == 401
        stopped = await log_in(client)
        assert stopped.status_code == 429
        assert "Wait a quarter of an hour" in stopped.json()["detail"]
        assert (await log_in(client, "evaluator@north.example")).status_code == 303


async def test_guessing_at_many_accounts_from_one_address_is_stopped(town: Town) -> None:
    app = create_app(town.platform, LoginLimits(by_address="3 per 15 minutes"))
    async with town.client(app) as client:
        for number in range(3):
            assert (await log_in(client, f"{number}@north.example")).status_code == 401
        assert (await log_in(client)).status_code == 429


@pytest.mark.parametrize("path", ["/logout", "/password", "/language", "/account/tokens", "/account/tokens/revoke"])
async def test_a_form_without_its_token_changes_nothing(town: Town, path: str) -> None:
    async with town.client(person="care") as client:
        for token in ("", "wrong"):
            answer = await client.post(path, data={"csrf": token}, headers={"X-CSRF-Token": token})
            assert answer.status_code == 403
        assert (await client.get("/api/me")).status_code == 200


async def test_a_call_by_cookie_needs_the_token_too(town: Town) -> None:
    alert = town.raise_alert()
    async with town.client(person="care") as client:
        path = f"/api/alerts/{alert.id}/acknowledge"
        refused = await client.post(path, json={"version": 1}, headers={"X-CSRF-Token": "wrong"})
        assert refused.status_code == 403
        assert (await client.post(path, json={"version": 1})).status_code == 200


async def test_a_one_time_password_opens_nothing_but_its_change(town: Town) -> None:
    async with town.client() as client:
        await log_in(client, "new@north.example")
        assert (await client.get("/board", headers=PAGE)).headers["location"] == "/password"
        assert (await client.get("/api/me")).status_code == 403
        fields = {
            "csrf": await form(client, "/password"),
            "current": PASSWORD,
            "new": "four words of mine",
            "again": "four words of mine",
        }
        answer = await client.post("/password", data=fields, headers={"X-CSRF-Token": ""})
        assert answer.status_code == 303
        assert (await client.get("/api/me")).status_code == 200
    assert not is_once(town.registry.people.password_hash("newcomer"))


@pytest.mark.parametrize(
    ("current", "new", "again", "says"),
    [
        ("wrong", "four words of mine", "four words of mine", "inte lösenordet du har nu"),
        (PASSWORD, "four words of mine", "four words of yours", "inte lika"),
        (PASSWORD, "short", "short", "12 till 200 tecken"),
        (PASSWORD, "aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "för lätt att gissa"),
        (PASSWORD, "care@north.example", "care@north.example", "för lätt att gissa"),
        (PASSWORD, PASSWORD, PASSWORD, "ett annat än det du har nu"),
    ],
)
async def test_a_password_that_will_not_do_is_refused_with_the_reason(
    town: Town, current: str, new: str, again: str, says: str
) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        answer = await client.post("/password", data={"current": current, "new": new, "again": again})
    assert answer.status_code == 422
    assert says in answer.text
    assert fits(PASSWORD, town.registry.people.password_hash("care"))


async def test_changing_the_password_ends_all_other_logins(town: Town) -> None:
    async with town.client(person="care") as elsewhere, town.client(person="care") as client:
        fields = {"current": PASSWORD, "new": "four words of mine", "again": "four words of mine"}
        await client.post("/password", data=fields)
        assert (await client.get("/api/me")).status_code == 200
        assert (await elsewhere.get("/api/me")).status_code == 401


async def test_a_link_logs_in_once(town: Town) -> None:
    link = login_link(town.registry, "care", town.clock(), "http://127.0.0.1:8000")
    async with town.client() as client:
        path = link.removeprefix("http://127.0.0.1:8000")
        assert (await client.get(path)).status_code == 303
        assert (await client.get("/api/me")).json()["id"] == "care"
        assert (await client.get(path)).status_code == 403


async def test_a_link_that_is_ten_minutes_old_logs_nobody_in(town: Town) -> None:
    link = login_link(town.registry, "care", town.clock(), "http://127.0.0.1")
    town.clock.at += timedelta(minutes=10)
    async with town.client() as client:
        assert (await client.get(link)).status_code == 403


@pytest.mark.parametrize(
    ("address", "headers"),
    [("192.0.2.7", {}), ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}), ("127.0.0.1", {"Forwarded": "for=192.0.2.7"})],
)
async def test_a_link_works_on_this_machine_only(town: Town, address: str, headers: dict[str, str]) -> None:
    link = login_link(town.registry, "care", town.clock(), "http://127.0.0.1")
    transport = httpx.ASGITransport(town.app(), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get(link, headers=headers)
    assert answer.status_code == 403
    assert "mistel" not in answer.cookies


async def test_a_token_is_shown_once_and_then_opens_what_its_person_may(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        shown = await client.post("/account/tokens", data={"name": "the ward's screen"})
        secret = re.search(r"<code>([^<]+)</code>", shown.text)
        assert secret
        again = await client.get("/account")
    assert secret[1] not in again.text
    assert "the ward&#39;s screen" in again.text
    header = {"Authorization": f"Bearer {secret[1]}"}
    alert = town.raise_alert()
    async with town.client() as program:
        assert (await program.get("/api/alerts", headers=header)).json()["items"][0]["id"] == alert.id
        done = await program.post(f"/api/alerts/{alert.id}/acknowledge", json={"version": 1}, headers=header)
        assert done.status_code == 200  # no cookie, hence no CSRF token
    [token] = town.registry.people.tokens("care")
    assert token.hash == kept(secret[1])
    async with town.client(person="evaluator") as other:
        await other.post("/account/tokens/revoke", data={"token": token.hash})
    assert town.registry.people.token(token.hash)
    async with town.client(person="care") as client:
        await client.post("/account/tokens/revoke", data={"token": token.hash})
    async with town.client() as program:
        assert (await program.get("/api/alerts", headers=header)).status_code == 401


async def test_a_wrong_token_is_not_helped_by_a_cookie(town: Town) -> None:
    async with town.client(person="care") as client:
        assert (await client.get("/api/me", headers={"Authorization": "Bearer wrong"})).status_code == 401


async def test_the_language_goes_back_to_our_own_pages_only(town: Town) -> None:
    async with town.client(person="care") as client:
        for back, to in (("/homes?x=1", "/homes?x=1"), ("//evil.example", "/"), ("https://evil.example", "/")):
            answer = await client.post("/language", data={"language": "en", "back": back})
            assert answer.headers["location"] == to
        assert "Alerts" in (await client.get("/board")).text


async def test_a_new_mistel_has_an_administrator_who_must_change_the_password(
    town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert first_administrator(town.registry, town.clock()) is None  # there are persons
    with Registry.open(tmp_path_factory.mktemp("new"), now=town.clock) as registry:
        password = first_administrator(registry, town.clock())
        assert password is not None
        person = registry.people.by_email(FIRST_EMAIL)
        assert person is not None
        assert list(person.roles.values()) == [{Role.ADMINISTRATOR}]
        assert fits(password, registry.people.password_hash(person.id))
        assert is_once(registry.people.password_hash(person.id))
        assert first_administrator(registry, town.clock()) is None


def test_passwords_are_argon2_and_made_ones_differ() -> None:
    assert hashed("x").startswith("$argon2id$")
    assert len({new_password() for _ in range(100)}) == 100
    assert not fits("x" * 201, hashed("x" * 201))


async def test_other_hosts_names_are_refused(town: Town) -> None:
    platform = replace(town.platform, base_url="https://mistel.example")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(platform))) as client:
        assert (await client.get("http://evil.example/health")).status_code == 400
        assert (await client.get("https://mistel.example/health")).status_code == 200
