"""Trials in the registry: drafts change, what is frozen stays beside its changes, a lot is drawn once, consents end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from care.errors import Conflict, NotFound
from care.people import OWN, Home, Site, World
from care.solutions import Kind, Solution
from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Consent,
    Design,
    Entry,
    Logged,
    Measure,
    Period,
    Plan,
    State,
    Trial,
)
from care.vtv import Area, Assessment, Mark
from store.registry import Registry

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WITHOUT, WITH = Condition.CONTROL, Condition.SOLUTION


def plan(title: str = "Night cameras", clusters: tuple[str, ...] = ("h1", "h2")) -> Plan:
    return Plan(
        title=title,
        solution="s1",
        design=Design.STEPPED_WEDGE,
        zone="Europe/Stockholm",
        clusters=tuple(Cluster(id=f"c-{home}", homes=(home,)) for home in clusters),
        periods=tuple(
            Period(first=date(2026, 1, 5) + timedelta(days=7 * n), last=date(2026, 1, 11) + timedelta(days=7 * n))
            for n in range(3)
        ),
        sequences=((WITHOUT, WITH, WITH), (WITHOUT, WITHOUT, WITH)),
        aims=(
            Aim(
                indicator="night_visits",
                aspect=Aspect.PRIMARY,
                better=Better.LESS,
                measure=Measure.RATIO,
                margin=0.2,
            ),
        ),
        seed="1",
    )


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry.open(tmp_path, now=lambda: NOW)
    made.places.add_organisation(OWN)
    for world, site in ((World.REAL, "house"), (World.TEST, "sandbox")):
        made.places.add_site(
            Site(id=site, organisation=OWN.id, name=site, zone="Europe/Stockholm", world=world),
        )
    for home in ("h1", "h2", "h3"):
        made.places.add_home(Home(id=home, site="house", name=home))
    made.solutions.add(
        Solution(
            id="s1",
            organisation=OWN.id,
            site="sandbox",
            name="Cameras",
            kinds=frozenset({Kind.ALARM_DEVICE}),
            created=NOW,
        )
    )
    made.trials.add(Trial(id="t1", organisation=OWN.id, state=State.DRAFT, plan=plan(), created=NOW, created_by="ann"))
    return made


def frozen(registry: Registry) -> Trial:
    return registry.trials.freeze("t1", plan(), "abc", by="ann", at=NOW)


def test_a_draft_is_kept_as_it_was_given_and_may_be_planned_anew(registry: Registry) -> None:
    assert registry.trials.get("t1").plan == plan()
    registry.trials.save_draft("t1", plan(clusters=("h1", "h3")))
    assert [one.id for one in registry.trials.of_home("h3")] == ["t1"]
    assert registry.trials.of_home("h2") == []
    assert [one.id for one in registry.trials.all([OWN.id])] == ["t1"]
    assert registry.trials.all(["others"]) == []
    assert [one.id for one in registry.trials.of_solution("s1")] == ["t1"]


def test_what_is_frozen_stays_beside_what_is_changed_later(registry: Registry) -> None:
    frozen(registry)
    with pytest.raises(Conflict, match="log a change"):
        registry.trials.save_draft("t1", plan("Other"))
    changed = registry.trials.change("t1", plan("Other"), "The name misled.", by="bo", at=NOW)
    assert (changed.plan.title, changed.frozen_plan) == ("Other", plan())
    assert [(one.entry, one.by) for one in registry.trials.logged("t1")] == [
        (Entry.FROZEN, "ann"),
        (Entry.CHANGE, "bo"),
    ]


def test_a_plan_that_somebody_changed_meanwhile_is_not_frozen(registry: Registry) -> None:
    registry.trials.save_draft("t1", plan("Other"))
    with pytest.raises(Conflict, match="meanwhile"):
        frozen(registry)
    assert registry.trials.get("t1").state is State.DRAFT


def test_a_lot_is_drawn_once_and_over_all_clusters(registry: Registry) -> None:
    with pytest.raises(Conflict, match="not frozen"):
        registry.trials.allocate("t1", {"c-h1": 0, "c-h2": 1}, "Drawn.", by="ann", at=NOW)
    frozen(registry)
    for wrong in ({"c-h1": 0}, {"c-h1": 0, "c-h2": 2}):
        with pytest.raises(Conflict, match="each cluster"):
            registry.trials.allocate("t1", wrong, "Drawn.", by="ann", at=NOW)
    drawn = registry.trials.allocate("t1", {"c-h1": 0, "c-h2": 1}, "Drawn.", by="ann", at=NOW)
    assert drawn.condition("h1", date(2026, 1, 12)) is WITH
    assert drawn.condition("h2", date(2026, 1, 12)) is WITHOUT
    with pytest.raises(Conflict, match="drawn once"):
        registry.trials.allocate("t1", {"c-h1": 1, "c-h2": 0}, "Again.", by="ann", at=NOW)
    with pytest.raises(Conflict, match="keeps its clusters"):
        registry.trials.change("t1", plan(clusters=("h1", "h3")), "Moved.", by="ann", at=NOW)


def test_a_trial_is_stopped_once_and_its_log_goes_on(registry: Registry) -> None:
    with pytest.raises(Conflict):
        registry.trials.stop("t1", "Nobody wants it.", by="ann", at=NOW)
    frozen(registry)
    stopped = registry.trials.stop("t1", "The cameras failed.", by="ann", at=NOW)
    assert (stopped.state, stopped.stopped) == (State.STOPPED, NOW)
    registry.trials.log(
        Logged(trial="t1", entry=Entry.ROUTINE, says="Shifts begin at 21.", homes=("h1",), by="bo", at=NOW)
    )
    assert registry.trials.logged("t1")[-1].homes == ("h1",)


def test_who_withdraws_may_consent_anew_and_saying_it_twice_changes_nothing(registry: Registry) -> None:
    later = NOW + timedelta(days=1)
    given = Consent(trial="t1", home="h1", who="r1", given=NOW, by="ann")
    registry.trials.consent(given, given.model_copy(update={"who": "cohabitant 1"}))
    registry.trials.consent(given.model_copy(update={"given": later}))
    for at in (later, later + timedelta(days=1)):
        registry.trials.withdraw("t1", "h1", "r1", at=at)
    [mine, other] = registry.trials.consents("t1")
    assert (mine.withdrawn, mine.remove, other.withdrawn) == (later, False, None)
    registry.trials.withdraw("t1", "h1", "r1", at=later, remove=True)
    registry.trials.consent(given.model_copy(update={"given": later}))
    assert [(one.who, one.remove) for one in registry.trials.consents("t1")] == [
        ("r1", True),
        ("cohabitant 1", False),
        ("r1", False),
    ]
    with pytest.raises(NotFound, match="r2"):
        registry.trials.withdraw("t1", "h1", "r2", at=later)


def test_what_is_not_known_is_refused(registry: Registry) -> None:
    with pytest.raises(NotFound):
        registry.trials.get("t2")
    with pytest.raises(NotFound, match="h9"):
        registry.trials.save_draft("t1", plan(clusters=("h1", "h9")))
    with pytest.raises(Conflict):
        registry.trials.add(registry.trials.get("t1"))


def assessed(mark: Mark, trial: str = "t1") -> Assessment:
    return Assessment(
        trial=trial,
        area=Area.TECHNOLOGY,
        criterion="Can be used with gloves",
        mark=mark,
        evidence="Tried by four of the night staff",
        by="asta",
        at=NOW,
    )


def test_what_an_assessor_said_stays_beside_what_they_say_later(registry: Registry) -> None:
    said = [assessed(Mark.FAIL), assessed(Mark.PASS)]
    for one in said:
        registry.assessments.add(one)
    assert registry.assessments.of_trial("t1") == said


def test_a_trial_that_is_not_known_cannot_be_assessed(registry: Registry) -> None:
    with pytest.raises(NotFound):
        registry.assessments.add(assessed(Mark.PASS, "t9"))
