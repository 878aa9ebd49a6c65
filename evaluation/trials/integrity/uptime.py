"""Uptime: did the equipment work while the solution was to be used?"""

from typing import Final

from care.trials import Condition
from evaluation.trials.lights import Criterion, Light, Threshold
from evaluation.trials.ran import Ran
from evaluation.trials.sentences import Sentence, Share

NAME: Final = "uptime"
WORDS: Final = Sentence("Equipment in working order")
THRESHOLD: Final = Threshold(0.95, 0.85)


def uptime(ran: Ran) -> Criterion:
    """Judge the share of time in working order while the solution was live."""
    amounts = ran.collected.get("uptime")
    live = {Condition.SOLUTION: ran.counted[Condition.SOLUTION]}
    shares = None if amounts is None else ran.ratio(amounts.value, amounts.exposure, live)
    if shares is None or shares.total is None:
        says = Sentence("Nothing tells whether the equipment worked: no device of these homes was heard of.")
        return Criterion(NAME, WORDS, Light.AMBER, None, "share", THRESHOLD, says)
    worst_home = min(shares.by_home, key=lambda home: shares.by_home[home])
    says = Sentence(
        "The equipment worked {share} of the time in which the solution was live; least in {home}, {least}.",
        {"share": Share(shares.total), "home": worst_home, "least": Share(shares.by_home[worst_home])},
    )
    light = THRESHOLD.light(shares.total)
    return Criterion(NAME, WORDS, light, shares.total, "share", THRESHOLD, says, shares.by_home, shares.by_condition)
