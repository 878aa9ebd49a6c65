"""A home that waits for a second look, and proves not to be late: what was parked meanwhile is judged, and told."""

from datetime import timedelta
from pathlib import Path

from tests.gateway.judged import NIGHT, judged, presses, tick


async def test_what_was_parked_for_a_look_that_is_not_needed_reaches_the_desk(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        await site.go(0, tick(0))
        site.judge.looks.note("h1", NIGHT + timedelta(minutes=60), site.wall)  # by a household that was judged further
        site.judge.looks.begin("h1", site.judge.seen)
        await site.come(presses(5), tick(30))
        await site.settle()
        assert site.found() == [("emergency_button", 5, False)]
        assert site.judge.looks.late == {}
        assert site.reader.judged()["h1"] == NIGHT + timedelta(minutes=30)
