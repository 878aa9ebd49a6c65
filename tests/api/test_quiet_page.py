"""The page of standing orders: what is kept quiet, giving an order for a home or a site, ending one."""

from datetime import timedelta

from care.alerts import State
from tests.api.world import HOMES, SITES, Town

PAGE = f"/quiet?home={HOMES['real']}"


async def test_an_order_is_given_for_a_home_in_one_form_shown_and_ended(town: Town) -> None:
    body = {"site": SITES["real"], "home": HOMES["real"], "how": "suppressed", "reason": "In hospital"}
    async with town.client(person="care", Accept="text/html") as client:
        assert f'href="{PAGE}"' in (await client.get(f"/homes/{HOMES['real']}")).text
        asked = (await client.get(PAGE)).text
        given = await client.post("/quiet", data=body)
        shown = (await client.get(PAGE)).text
        at_home = (await client.get(f"/homes/{HOMES['real']}")).text
        (order,) = town.registry.alerts.suppressions.standing(SITES["real"])
        ended = await client.post(f"/sites/{SITES['real']}/quiet/{order.id}/end")
        after = (await client.get("/quiet")).text
    assert "Ingenting hålls tyst." in asked
    assert (given.status_code, given.headers["location"], ended.status_code) == (303, PAGE, 303)
    assert (order.kind, order.home, order.situation, order.until, order.by) == (
        State.SUPPRESSED,
        HOMES["real"],
        None,
        None,
        "care",
    )
    for said in ("In hospital", "Kim care", "tills någon avslutar det", "Alla larm"):
        assert said in shown
    assert "Hålls tyst: Alla larm, Avstängt med avsikt, tills någon avslutar det." in at_home
    assert "In hospital" not in after


async def test_a_kind_is_shelved_for_two_hours(town: Town) -> None:
    body = {
        "site": SITES["real"],
        "home": HOMES["real"],
        "how": "120",
        "situation": "door_left_open",
        "reason": "Airing",
    }
    async with town.client(person="care", Accept="text/html") as client:
        await client.post("/quiet", data=body)
    (order,) = town.registry.alerts.suppressions.standing(SITES["real"])
    assert (order.kind, order.situation, order.until) == (
        State.SHELVED,
        "door_left_open",
        town.clock() + timedelta(hours=2),
    )


async def test_a_whole_real_site_is_not_offered_to_be_deaf_to_calls_for_help(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        real = (await client.get(f"/quiet?site={SITES['real']}")).text
        test = (await client.get(f"/quiet?site={SITES['test']}")).text
        forced = await client.post("/quiet", data={"site": SITES["real"], "how": "60", "reason": "x"})
    assert 'value="fall"' not in real
    assert 'value="device_silent"' in real
    assert 'value="fall"' in test
    assert forced.status_code == 422


async def test_others_see_what_is_theirs_and_change_nothing(town: Town) -> None:
    town.desk.order(State.SUPPRESSED, SITES["other"], "stranger", reason="Their business", home=HOMES["other"])
    (theirs,) = town.registry.alerts.suppressions.standing(SITES["other"])
    town.desk.order(State.SUPPRESSED, SITES["real"], "care", reason="Our business", home=HOMES["real"])
    (ours,) = town.registry.alerts.suppressions.standing(SITES["real"])
    async with town.client(person="evaluator", Accept="text/html") as client:
        text = (await client.get("/quiet")).text
        assert "Our business" in text
        assert "Their business" not in text
        assert f"/quiet/{ours.id}/end" not in text
        assert (await client.get(PAGE)).status_code == 404
    async with town.client(person="care", Accept="text/html") as client:
        assert (await client.post(f"/sites/{SITES['real']}/quiet/{theirs.id}/end")).status_code == 404
        for body in ({"site": SITES["other"]}, {"site": SITES["real"], "home": HOMES["other"]}):
            answer = await client.post("/quiet", data=body | {"how": "60", "reason": "x"})
            assert answer.status_code == 404


async def test_a_form_that_makes_no_sense_is_refused(town: Town) -> None:
    body = {"site": SITES["real"], "home": HOMES["real"], "how": "60", "reason": "Airing"}
    async with town.client(person="care", Accept="text/html") as client:
        for wrong in ({"how": "for ever"}, {"how": "0"}, {"how": "1441"}, {"reason": " "}, {"situation": "tumble"}):
            assert (await client.post("/quiet", data=body | wrong)).status_code == 422
        assert (await client.post("/quiet", data=body | {"resident": "nobody"})).status_code == 404
    assert town.registry.alerts.suppressions.standing(SITES["real"]) == []
