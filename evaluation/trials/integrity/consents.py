"""Consents: which share of the planned days could be counted, and who withdrew."""

from typing import Final

from evaluation.trials.lights import Criterion, Light, Threshold, worst
from evaluation.trials.ran import Ran
from evaluation.trials.sentences import Sentence, Share, named

NAME: Final = "consents"
WORDS: Final = Sentence("Days that all had consented to")
THRESHOLD: Final = Threshold(0.95, 0.75)


def consents(ran: Ran) -> Criterion:
    """Judge the share of the planned days of homes that everybody who lives there had consented to."""
    shares = ran.share(ran.consented > 0, ran.within)
    never = [home for home in ran.homes if not shares.by_home.get(home)]
    share = shares.total or 0.0
    if never:
        says = Sentence(
            "Everybody had consented to {share} of the planned days. Nothing counts from {homes}: somebody there never"
            " consented, or had what was collected removed.",
            {"share": Share(share), "homes": named(never)},
        )
    else:
        says = Sentence("Everybody had consented to {share} of the planned days.", {"share": Share(share)})
    light = worst(THRESHOLD.light(share), Light.AMBER) if never else THRESHOLD.light(share)
    return Criterion(NAME, WORDS, light, shares.total, "share", THRESHOLD, says, shares.by_home, shares.by_condition)
