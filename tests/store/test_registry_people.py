"""Who may log in, by what, until when."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from care.errors import Conflict, NotFound
from care.people import Organisation, Person, Role
from store.registry import Registry
from tests.store.conftest import START

HOUR = timedelta(hours=1)
ANNA = Person(id="anna", email="Anna@Town.se", name="Anna", roles={"town": frozenset({Role.CARE})})


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town(state: Path, clock: Clock) -> Iterator[Registry]:
    """A registry with one organisation and Anna."""
    with Registry.open(state, now=clock) as registry:
        registry.places.add_organisation(Organisation(id="town", name="The town"))
        registry.people.add(ANNA, "hash of her password")
        yield registry


def test_a_person_is_read_back_and_found_by_email_in_any_case(town: Registry) -> None:
    assert town.people.get("anna") == ANNA
    assert town.people.by_email(" anna@town.SE ") == ANNA
    assert town.people.by_email("bo@town.se") is None
    assert town.people.everyone() == [ANNA]
    assert town.people.password_hash("anna") == "hash of her password"
    with pytest.raises(NotFound, match="no person 'bo'"):
        town.people.get("bo")


def test_one_email_is_one_person(town: Registry) -> None:
    with pytest.raises(Conflict, match=r"email anna@town\.se already"):
        town.people.add(Person(id="other", email="anna@town.se", name="A", roles={}), "x")
    with pytest.raises(Conflict, match="person 'anna' already"):
        town.people.add(Person(id="anna", email="a@town.se", name="A", roles={}), "x")


def test_a_person_with_a_role_nowhere_is_not_added(town: Registry) -> None:
    with pytest.raises(NotFound, match="no organisation 'village'"):
        town.people.add(Person(id="bo", email="b@town.se", name="B", roles={"village": frozenset({Role.CARE})}), "x")
    assert town.people.by_email("b@town.se") is None


def test_roles_are_granted_and_taken_away(town: Registry) -> None:
    town.people.grant("anna", "town", Role.EVALUATOR)
    town.people.grant("anna", "town", Role.EVALUATOR)
    assert town.people.get("anna").roles == {"town": {Role.CARE, Role.EVALUATOR}}
    town.people.ungrant("anna", "town", Role.CARE)
    town.people.ungrant("anna", "town", Role.CARE)
    assert town.people.everyone()[0].roles == {"town": {Role.EVALUATOR}}


def test_a_session_holds_until_it_expires_or_is_closed(town: Registry, clock: Clock) -> None:
    town.people.open_session("s1", "anna", "csrf", START + HOUR)
    town.people.open_session("s2", "anna", "csrf", START + HOUR)
    found = town.people.session("s1")
    assert found is not None
    assert (found.person, found.csrf, found.expires) == (ANNA, "csrf", START + HOUR)
    town.people.close_session("s1")
    town.people.close_session("s1")
    assert town.people.session("s1") is None
    clock.time += HOUR
    assert town.people.session("s2") is None


def test_a_new_password_ends_sessions_and_voids_links(town: Registry) -> None:
    town.people.open_session("s1", "anna", "csrf", START + HOUR)
    town.people.add_link("l1", "anna", START + HOUR)
    town.people.set_password("anna", "another hash")
    assert town.people.password_hash("anna") == "another hash"
    assert town.people.session("s1") is None
    assert town.people.use_link("l1") is None


def test_an_api_token_holds_until_it_expires_or_is_revoked(town: Registry, clock: Clock) -> None:
    town.people.add_token("t1", "anna", "laptop", START + HOUR)
    town.people.add_token("t2", "anna", "robot", None)
    assert [(token.hash, token.name) for token in town.people.tokens("anna")] == [("t1", "laptop"), ("t2", "robot")]
    assert town.people.token("t1") == town.people.token("t2") == ANNA
    clock.time += HOUR
    assert town.people.token("t1") is None
    town.people.revoke_token("t2")
    assert town.people.token("t2") is None


def test_a_link_logs_in_once_and_not_after_it_expired(town: Registry, clock: Clock) -> None:
    town.people.add_link("l1", "anna", START + HOUR)
    town.people.add_link("l2", "anna", START + HOUR)
    assert town.people.use_link("l1") == ANNA
    assert town.people.use_link("l1") is None
    clock.time += HOUR
    assert town.people.use_link("l2") is None
    assert town.people.use_link("never given") is None


def test_of_many_who_use_a_link_at_once_one_gets_in(town: Registry) -> None:
    town.people.add_link("l1", "anna", START + HOUR)
    with ThreadPoolExecutor(8) as threads:
        used = list(threads.map(lambda _: town.people.use_link("l1"), range(16)))
    assert [person for person in used if person is not None] == [ANNA]


def test_nothing_is_added_for_somebody_unknown(town: Registry) -> None:
    people = town.people
    for attempt in (
        lambda: people.open_session("s", "bo", "csrf", START + HOUR),
        lambda: people.add_token("t", "bo", "x", None),
        lambda: people.add_link("l", "bo", START + HOUR),
        lambda: people.set_password("bo", "x"),
        lambda: people.grant("bo", "town", Role.CARE),
    ):
        with pytest.raises(NotFound, match="no person 'bo'"):
            attempt()
