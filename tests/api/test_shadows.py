"""What a solution under test tells is nowhere where staff look."""

from datetime import timedelta
from typing import Final

from care.claims import Claim
from tests.api.world import HOMES, NIGHT, SITES, Town

SITE: Final = SITES["test"]
PLACES: Final = (
    "/api/alerts",
    f"/api/homes/{HOMES['test']}/alerts",
    "/api/alerts/history",
    "/api/alerts/history.jsonl",
    f"/board?site={SITE}",
    f"/handover?site={SITE}",
    f"/load?site={SITE}",
    f"/homes/{HOMES['test']}",
)


def tell(town: Town) -> str:
    claim = Claim(id="1", situation="stove_unattended", onset=NIGHT + timedelta(minutes=2))
    alert = town.desk.claim(
        claim, site=SITE, home=HOMES["test"], connection="c-test", solution="s-other", at=NIGHT + timedelta(minutes=3)
    )
    assert alert is not None
    return alert.id


async def test_staff_see_nothing_of_it_anywhere(town: Town) -> None:
    alert = tell(town)
    async with town.client(person="care") as client:
        for path in PLACES:
            answer = await client.get(path)
            assert answer.status_code == 200, path
            assert not [word for word in (alert, "s-other", "stove_unattended") if word in answer.text], path
        assert (await client.get(f"/alerts/{alert}")).status_code == 404
        assert (await client.get(f"/api/alerts/{alert}")).status_code == 404
        assert (await client.post(f"/api/alerts/{alert}/acknowledge", json={"version": 1})).status_code == 404
