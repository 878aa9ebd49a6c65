"""The page of a connection's checks, and the same over the API."""

import re
from dataclasses import replace
from html import unescape

from dashboards.conformance_words import CRITERION_WORDS, EVIDENCE_WORDS, MEND_WORDS
from evaluation.conformance import CRITERIA
from evaluation.conformance.judging import judge
from tests.api.checked import keep_check, three_checks
from tests.api.world import HOMES, Town
from tests.evaluation.conformance.observations import DECLARATIONS, TIMES, good, greeted

BOX = f"box-{HOMES['test']}"
GOLD = judge(good(), TIMES, DECLARATIONS)
BRONZE = judge(greeted(lambda hello: replace(hello, keepalive=0)), TIMES, {})


async def page(town: Town, language: str = "en") -> str:
    async with town.client(person="innovator", **{"Accept-Language": language}) as client:
        client.cookies.set("mistel_language", language)
        answer = await client.get(f"/connections/{BOX}/check")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


async def test_before_the_first_check_it_says_how_to_make_one(town: Town) -> None:
    shown = await page(town)
    assert "Nothing was checked yet" in shown
    assert f"mistel device check {BOX}" in shown


async def test_the_newest_check_is_shown_with_evidence_and_what_to_mend_also_over_the_api(town: Town) -> None:
    three_checks(town, BOX, (GOLD, BRONZE))
    shown = await page(town)
    assert "Bronze It talks properly." in shown
    assert "its keep-alive is 0 s; it should be 1 to 300 s" in shown
    assert f"To mend: {MEND_WORDS['reconnect']}" in shown
    assert "ETSI EN 303 645: 5.9" in shown
    assert "A check is going on" in shown
    assert "The line is cut" in shown
    assert all(words in shown for words in CRITERION_WORDS.values())
    assert re.search(r"Earlier checks .* Gold run-first", shown)
    assert "{" not in shown
    async with town.client(person="innovator") as client:
        told = (await client.get(f"/api/connections/{BOX}/checks")).json()
    assert [(one["id"], (one["result"] or {}).get("grade")) for one in told["items"]] == [
        ("run-third", None),
        ("run-second", "bronze"),
        ("run-first", "gold"),
    ]
    async with town.client(person="innovator") as client:
        leads = await client.get("/runs/run-second")
    assert (leads.status_code, leads.headers["location"]) == (303, f"/connections/{BOX}/check")


async def test_gold_is_shown_in_swedish(town: Town) -> None:
    keep_check(town.registry, BOX, GOLD, "run-one")
    shown = await page(town, "sv")
    assert "Guld Den är säker" in shown
    assert "5.12, enkel installation och skötsel: manual, page 9" in shown
    assert "{" not in shown


async def test_a_check_that_could_not_be_made_says_why(town: Town) -> None:
    keep_check(town.registry, BOX, None, "run-one", failed="The broker did not start.")
    assert "The broker did not start." in await page(town)


def test_every_criterion_has_words() -> None:
    assert CRITERION_WORDS.keys() == MEND_WORDS.keys() == CRITERIA.keys()


def test_all_evidence_that_can_be_given_has_words_and_no_words_are_left_over(root) -> None:
    code = "".join(path.read_text() for path in (root / "evaluation" / "conformance").rglob("*.py"))
    given = {key for key in EVIDENCE_WORDS if f'"{key}"' in code or key.endswith(("_stranger", "_misnamed"))}
    assert given == set(EVIDENCE_WORDS)
    called = re.findall(r'(?:seen\(|not_shown\([^,]+, |exempt\([^,]+, )"(\w+)"', code)
    assert set(called) <= set(EVIDENCE_WORDS)
