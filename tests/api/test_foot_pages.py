"""What the foot of each page leads to."""

from tests.api.world import HOMES, SITES, Town


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


async def test_a_board_of_a_site_that_is_not_ones_own_is_not_an_empty_board(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        assert (await client.get(f"/board?site={SITES['other']}")).status_code == 404
        assert (await client.get("/board/stream?site=nowhere")).status_code == 404
        tests = (await client.get("/board?site=.tests&mine=1")).text
    assert 'data-stream="/board/stream?site=.tests&amp;mine=1"' in tests


async def test_a_test_site_never_stands_among_real_ones(town: Town) -> None:
    real, tried = town.raise_alert(), town.raise_alert(home=HOMES["test"])
    async with town.client(person="care", Accept="text/html") as client:
        board, tests = (await client.get("/board")).text, (await client.get(f"/board?site={SITES['test']}")).text
    async with town.client(person="innovator", Accept="text/html") as client:
        own = (await client.get("/board")).text
    assert real.id in board
    assert tried.id not in board
    assert tried.id in tests
    assert tried.id in own


async def test_who_has_seen_an_alert_is_said_on_the_board_and_on_its_page(town: Town) -> None:
    alert = town.desk.acknowledge(town.raise_alert().id, 1, "care")
    async with town.client(person="evaluator", Accept="text/html") as client:
        for path in ("/board", f"/alerts/{alert.id}"):
            assert "Kim care har sett det" in (await client.get(path)).text
