"""What the foot of each page leads to."""

from tests.api.world import Town


async def test_everybody_may_read_how_accessible_the_pages_are(town: Town) -> None:
    async with town.client(Accept="text/html") as client:
        text = (await client.get("/accessibility")).text
    assert "WCAG 2.1" in text
    assert 'href="/accessibility"' in text


async def test_a_fault_is_told_to_the_administrators_of_ones_own_organisation(town: Town) -> None:
    async with town.client(person="care", Accept="text/html", Referer="http://127.0.0.1/board?site=x") as client:
        text = (await client.get("/faults")).text
    assert "mailto:administrator@north.example?subject=" in text
    assert "%2Fboard" in text or "/board" in text
    assert "south.example" not in text


async def test_who_has_seen_an_alert_is_said_on_the_board_and_on_its_page(town: Town) -> None:
    alert = town.desk.acknowledge(town.raise_alert().id, 1, "care")
    async with town.client(person="evaluator", Accept="text/html") as client:
        for path in ("/board", f"/alerts/{alert.id}"):
            assert "Kim care har sett det" in (await client.get(path)).text
