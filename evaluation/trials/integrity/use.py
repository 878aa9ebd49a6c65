"""Fidelity and contamination: was the solution used where it was live, and was it used where it was not?"""

from typing import Final

from care.trials import Condition
from evaluation.trials.lights import Criterion, Light, Threshold
from evaluation.trials.ran import Flags, Ran
from evaluation.trials.sentences import Sentence, Share

FIDELITY: Final = "fidelity"
CONTAMINATION: Final = "contamination"
FIDELITY_WORDS: Final = Sentence("Used where it was live")
CONTAMINATION_WORDS: Final = Sentence("Used where it was not live")
OFTEN: Final = Threshold(0.8, 0.5)
SELDOM: Final = Threshold(0.05, 0.2, more=False)
CHECKS: Final = "camera_checks"


def fidelity(ran: Ran) -> Criterion:
    """Judge in how many of a home's weeks with the solution it was used at all.

    By alerts alone it is amber at worst: a solution that had nothing to tell is silent though it was used.
    """
    used = seen(ran)
    hits, weeks, by_home = (0, 0, {}) if used is None else ran.weeks(used, Condition.SOLUTION)
    if not weeks:
        says = Sentence(
            "Nothing tells whether the solution was used: neither night checks nor alerts of its own were seen."
        )
        return Criterion(FIDELITY, FIDELITY_WORDS, Light.AMBER, None, "share", OFTEN, says)
    share = hits / weeks
    says = Sentence(
        "It was used in {hits} of {weeks} weeks of homes in which it was live ({share}).",
        {"hits": hits, "weeks": weeks, "share": Share(share)},
    )
    by_arm, light = {Condition.SOLUTION: share}, OFTEN.light(share)
    if _checks(ran) is None and light is Light.RED:
        light = Light.AMBER
        says = Sentence(
            "It told of something in {hits} of {weeks} weeks of homes in which it was live ({share}); whether it was"
            " used in the others, alerts alone cannot say.",
            says.values,
        )
    return Criterion(FIDELITY, FIDELITY_WORDS, light, share, "share", OFTEN, says, by_home, by_arm)


def contamination(ran: Ran) -> Criterion:
    """Judge in how many of a home's weeks without the solution it was used all the same."""
    used = seen(ran)
    hits, weeks, by_home = (0, 0, {}) if used is None else ran.weeks(used, Condition.CONTROL)
    if not weeks:
        says = Sentence("Nothing tells whether the solution was used where it was not to be.")
        return Criterion(CONTAMINATION, CONTAMINATION_WORDS, Light.AMBER, None, "share", SELDOM, says)
    share = hits / weeks
    says = Sentence(
        "It was used in {hits} of {weeks} weeks of homes in which care was to go on as usual ({share}).",
        {"hits": hits, "weeks": weeks, "share": Share(share)},
    )
    light, by_arm = SELDOM.light(share), {Condition.CONTROL: share}
    return Criterion(CONTAMINATION, CONTAMINATION_WORDS, light, share, "share", SELDOM, says, by_home, by_arm)


def seen(ran: Ran) -> Flags | None:
    """Tell on which days its use was seen: a night check that spared a visit, or an alert of its own that staff saw.

    None where neither can tell: a trial that does not ask for night checks and has none, and no connection.
    """
    checks, alerted = _checks(ran), None if ran.alerted is None else ran.alerted > 0
    return alerted if checks is None else checks if alerted is None else checks | alerted


def _checks(ran: Ran) -> Flags | None:
    checks = ran.collected.get(CHECKS)
    asked = any(aim.indicator == CHECKS for aim in ran.trial.plan.aims)
    return checks.value > 0 if checks is not None and (asked or checks.value.any()) else None
