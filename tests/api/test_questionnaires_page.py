"""What questionnaires' pages take and refuse; the pulse's page shows nothing that tells of somebody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from api.questionnaires import LENT_FOR
from care.pulse import FEWEST, QUESTIONS
from care.questionnaires import Answerer, Way
from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Consent,
    Design,
    Measure,
    Period,
    Plan,
    State,
    Trial,
)
from tests.api.world import HOMES, NIGHT, SITES, Town, answered

HOME = HOMES["real"]
PAGE = f"/homes/{HOME}/questionnaires"
RESIDENT = f"resident-{HOME}"
HTML = {"Accept": "text/html"}
FIVE = {"q-cheerful": "3", "q-calm": "2", "q-active": "3", "q-rested": "1", "q-interested": "4"}
FORM = {"id": "q-abc", "instrument": "who5", "who": f"{RESIDENT} resident"} | FIVE


async def test_answers_are_kept_once_however_often_the_form_is_sent(town: Town) -> None:
    async with town.client(person="care") as client:
        sent = [await client.post(PAGE, data=FORM) for _ in range(2)]
    assert {(one.status_code, one.headers["location"]) for one in sent} == {(303, f"{PAGE}/thanks")}
    (kept,) = town.registry.answers.of_home(HOME)
    assert (kept.id, kept.by, kept.way, kept.language, kept.day) == ("q-abc", "care", Way.SCREEN, "sv", NIGHT.date())


async def test_somebody_who_answers_in_the_residents_place_is_marked(town: Town) -> None:
    async with town.client(person="care") as client:
        await client.post(PAGE, data=FORM | {"who": f"{RESIDENT} relative"})
        shown = (await client.get(PAGE)).text
    (kept,) = town.registry.answers.of_home(HOME)
    assert kept.is_proxy
    assert kept.answerer is Answerer.RELATIVE
    assert f"En anhörig svarar i stället för boende {RESIDENT}" in shown


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"q-calm": "6"}, "Det är inget av formulärets svar."),
        ({"q-calm": "-1"}, "Det är inget av formulärets svar."),
        ({"q-calm": "many"}, "Det är inget av formulärets svar."),
        ({"q-mood": "1"}, "Det är inget av formulärets svar."),
        ({"day": "2026-03-09"}, "Den dagen har inte kommit än."),
        ({"day": "9/3"}, "Skriv dagen som 2026-01-31."),
        ({"who": "- staff"}, "WHO-5 frågar om en boende"),
        ({"who": "somebody"}, "Ange vem som svarar."),
        ({"instrument": "phq9"}, "Välj ett frågeformulär."),
        ({"instrument": "eq5d_index", "score": "1,5"}, "Poängen är ett tal från -1 till 1."),
    ],
)
async def test_what_is_wrong_is_said_in_words_and_nothing_is_kept(town: Town, wrong: dict[str, str], says: str) -> None:
    form = FORM | wrong
    if "score" in wrong:
        form = {name: value for name, value in form.items() if not name.startswith("q-")}
    async with town.client(person="care") as client:
        sent = await client.post(PAGE, data=form, headers=HTML)
    assert sent.status_code == 422
    assert says in sent.text
    assert town.registry.answers.of_home(HOME) == []


async def test_what_was_chosen_stays_chosen_beside_what_is_wrong(town: Town) -> None:
    async with town.client(person="care") as client:
        sent = await client.post(PAGE, data=FORM | {"day": "2026-03-09"}, headers=HTML)
    assert sent.text.count(" checked") == len(FIVE)


async def test_a_low_well_being_asks_staff_to_talk_with_the_person_and_a_middling_one_does_not(town: Town) -> None:
    said = "lågt: prata med personen"
    async with town.client(person="care") as client:
        await client.post(PAGE, data=FORM)
        middling = (await client.get(PAGE)).text
        await client.post(PAGE, data=FORM | {"id": "q-low", "q-cheerful": "2"})
        low = (await client.get(PAGE)).text
    assert (said in middling, low.count(said)) == (False, 1)


async def test_a_score_with_a_decimal_comma_is_taken(town: Town) -> None:
    score = {"instrument": "ascot", "who": f"{RESIDENT} staff", "score": "0,71", "day": "2026-03-01"}
    async with town.client(person="care") as client:
        assert (await client.post(PAGE, data=score)).status_code == 303
    (kept,) = town.registry.answers.of_home(HOME)
    assert (kept.score, kept.way, kept.day.isoformat()) == (0.71, Way.PAPER, "2026-03-01")


async def test_answers_of_another_home_are_not_removed_by_this_ones_page(town: Town) -> None:
    town.registry.answers.add(answered(HOMES["test"]))
    async with town.client(person="care") as client:
        assert (await client.post(f"{PAGE}/q-1/remove")).status_code == 404
    assert len(town.registry.answers.of_home(HOMES["test"])) == 1


async def test_words_that_are_not_ours_are_not_printed(town: Town) -> None:
    async with town.client(person="care") as client:
        assert (await client.get("/questionnaires/eq5d_index/paper")).status_code == 404
        assert "Hela tiden" in (await client.get("/questionnaires/who5/paper")).text


def trial_goes_on(town: Town) -> None:
    """A trial of the home, frozen, from the first to the last of March."""
    days = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
    aim = Aim(indicator="wellbeing", aspect=Aspect.PRIMARY, better=Better.MORE, measure=Measure.DIFFERENCE, margin=10)
    plan = Plan(
        title="Cameras",
        solution="floor",
        design=Design.BEFORE_AFTER,
        zone="Europe/Stockholm",
        clusters=(Cluster(id="c1", homes=(HOME,)),),
        periods=(days,),
        sequences=((Condition.CONTROL,),),
        aims=(aim,),
        seed="1",
    )
    made = Trial(id="t1", organisation="north", state=State.DRAFT, plan=plan, created=NIGHT, created_by="evaluator")
    town.registry.trials.add(made)
    town.registry.trials.freeze("t1", plan, "f" * 64, by="evaluator", at=NIGHT)


async def test_in_a_trial_nothing_is_taken_without_consent_or_after_a_withdrawal(town: Town) -> None:
    trial_goes_on(town)
    consent = Consent(trial="t1", home=HOME, who=RESIDENT, given=datetime(2026, 2, 20, tzinfo=UTC), by="care")
    said = "Samtycke till försöket som pågår här saknas eller är återtaget"
    async with town.client(person="care") as client:
        before = await client.get(f"{PAGE}/sheet", params=FORM, headers=HTML)
        town.registry.trials.consent(consent)
        asked = await client.get(f"{PAGE}/sheet", params=FORM, headers=HTML)
        taken = await client.post(PAGE, data=FORM)
        town.registry.trials.withdraw("t1", HOME, RESIDENT, at=town.clock())
        after = await client.post(PAGE, data=FORM | {"id": "q-2"}, headers=HTML)
        of_before_the_trial = await client.post(PAGE, data=FORM | {"id": "q-3", "day": "2026-02-27"})
    assert (before.status_code, asked.status_code) == (422, 200)
    assert (taken.status_code, after.status_code, of_before_the_trial.status_code) == (303, 422, 303)
    assert said in before.text
    assert said in after.text
    assert {one.id for one in town.registry.answers.of_home(HOME)} == {"q-abc", "q-3"}


# Lent, to be answered without a login

WHO = {"instrument": "who5", "who": f"{RESIDENT} resident", "easy": "on"}


async def lend(town: Town) -> str:
    """Lend WHO-5; give the path of its link."""
    async with town.client(person="care") as client:
        page = await client.post(f"{PAGE}/lend", data=WHO, headers=HTML)
    return "/answer/" + page.text.partition("/answer/")[2].partition("<")[0]


async def test_who_has_the_link_answers_once_without_a_login_and_sees_nothing_else(town: Town) -> None:
    link = await lend(town)
    async with town.client() as client:
        sheet = (await client.get(link, headers=HTML)).text
        csrf = sheet.partition('name="csrf" value="')[2].partition('"')[0]
        sent = await client.post(link, data=FIVE | {"csrf": csrf}, headers={"X-CSRF-Token": csrf})
        again = await client.post(link, data=FIVE | {"csrf": csrf, "q-calm": "5"}, headers={"X-CSRF-Token": csrf})
        thanks = (await client.get(link, headers=HTML)).text
        inside = await client.get(PAGE)
    assert (sent.status_code, again.status_code, inside.status_code) == (303, 303, 401)
    assert "/homes/" not in sheet + thanks
    assert "Tack!" in thanks
    (kept,) = town.registry.answers.of_home(HOME)
    assert (kept.answers["calm"], kept.by, kept.easy, kept.resident) == (2, "care", True, RESIDENT)


async def test_what_was_lent_cannot_be_turned_into_another_questionnaire_or_another_person(town: Town) -> None:
    link = await lend(town)
    other = {"instrument": "ascot", "who": "- staff", "score": "1", "id": "q-other", "day": "2026-01-01"}
    async with town.client(person="stranger") as client:
        await client.post(link, data=FIVE | other)
    (kept,) = town.registry.answers.of_home(HOME)
    assert (kept.instrument, kept.resident, kept.day, kept.way) == ("who5", RESIDENT, NIGHT.date(), Way.SCREEN)


async def test_a_link_that_is_too_old_or_guessed_opens_nothing(town: Town) -> None:
    link = await lend(town)
    async with town.client() as client:
        guessed = await client.get("/answer/guessed", headers=HTML)
        town.clock.at += LENT_FOR
        late = await client.get(link, headers=HTML)
    assert (guessed.status_code, late.status_code) == (410, 410)
    assert "Be personalen om en ny." in late.text


async def test_only_what_has_questions_is_lent(town: Town) -> None:
    async with town.client(person="care") as client:
        for wrong in ({"instrument": "ascot"}, {"who": "- staff"}, {"instrument": "none"}):
            assert (await client.post(f"{PAGE}/lend", data=WHO | wrong, headers=HTML)).status_code == 422


# The staff's pulse

GIVEN = {"site": SITES["real"]} | dict.fromkeys(QUESTIONS, "4")


async def test_the_pulse_is_asked_once_a_week_and_shown_when_the_week_is_over(town: Town) -> None:
    for person in range(FEWEST - 1):
        town.registry.pulse.give(SITES["real"], f"p{person}", NIGHT.date(), dict.fromkeys(QUESTIONS, 2))
    async with town.client(person="care") as client:
        assert (await client.post("/pulse", data=GIVEN)).status_code == 303
        again = await client.post("/pulse", data=GIVEN, headers=HTML)
        before = (await client.get("/pulse")).text
    town.clock.at += timedelta(days=7)
    async with town.client(person="care") as client:
        after = (await client.get("/pulse")).text
    assert again.status_code == 422
    assert "Du har svarat den här veckan" in again.text
    assert "Ingen vecka kan visas än." in before
    assert "<strong>2,4</strong>" in after


async def test_a_unit_that_is_not_theirs_or_half_a_form_is_not_counted(town: Town) -> None:
    async with town.client(person="care") as client:
        for wrong in ({"site": SITES["other"]}, {"heavy": ""}, {"heavy": "6"}):
            sent = await client.post("/pulse", data=GIVEN | wrong, headers=HTML)
            assert sent.status_code == 422
    assert not town.registry.pulse.has_given(SITES["real"], "care", NIGHT.date())


async def test_evaluators_read_the_pulse_and_do_not_answer_it_at_real_sites(town: Town) -> None:
    async with town.client(person="evaluator") as client:
        page = await client.get(f"/pulse?site={SITES['real']}")
        sent = await client.post("/pulse", data=GIVEN)
    assert '<form method="post" action="/pulse"' not in page.text
    assert sent.status_code == 403
