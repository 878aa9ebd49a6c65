"""What the set-up of a trial can say, and which plans it leaves to their file."""

from datetime import date

import pytest

from care.trials import Aim, Aspect, Better, Cluster, Design, Measure, Plan
from dashboards.trial_setup import carried, is_of_form
from evaluation.trials.designs import consecutive, sequences

SITES = {f"h{number}": f"s{number % 2}" for number in range(4)}


def plan(**changed: object) -> Plan:
    design = Design.PARALLEL
    usual = {
        "title": "Nights",
        "solution": "camera",
        "design": design,
        "zone": "Europe/Stockholm",
        "clusters": tuple(Cluster(id=home, homes=(home,)) for home in SITES),
        "periods": consecutive(date(2026, 4, 6), [14, 14]),
        "sequences": sequences(design, 4, 2, before=1),
        "aims": (
            Aim(
                indicator="night_visits",
                aspect=Aspect.PRIMARY,
                better=Better.LESS,
                measure=Measure.RATIO,
                margin=0.2,
            ),
        ),
        "seed": "1",
    }
    return Plan.model_validate(usual | changed)


def test_a_plan_of_homes_by_themselves_or_by_site_can_be_changed_in_the_form() -> None:
    assert is_of_form(plan(), SITES)
    by_site = tuple(Cluster(id=site, homes=tuple(h for h, at in SITES.items() if at == site)) for site in ("s0", "s1"))
    assert is_of_form(plan(clusters=by_site), SITES)


@pytest.mark.parametrize(
    "changed",
    [
        {"clusters": (Cluster(id="floor-1", homes=("h0", "h1")), Cluster(id="floor-2", homes=("h2", "h3")))},
        {"periods": consecutive(date(2026, 4, 6), [14, 21])},
        {"sequences": (("control", "washout"), ("control", "solution"))},
        {"aims": (plan().primary.model_copy(update={"measure": Measure.DIFFERENCE}),)},
    ],
    ids=["floors", "unequal periods", "own order", "own measure"],
)
def test_what_the_form_cannot_say_is_left_to_the_file(changed: dict[str, object]) -> None:
    assert not is_of_form(plan(**changed), SITES)


def test_a_step_brings_along_what_others_asked_and_nothing_of_its_own() -> None:
    query = [("step", "aims"), ("title", "T"), ("aspect_falls", "primary"), ("home", "h1"), ("home", "h2")]
    assert carried(query, "aims") == [("title", "T"), ("home", "h1"), ("home", "h2")]
