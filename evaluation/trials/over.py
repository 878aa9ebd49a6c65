"""No effect before the end: whoever asks for one while a trial goes on is told until when."""

from datetime import date, datetime

from care.errors import Conflict
from care.trials import State, Trial
from evaluation.trials.sentences import Sentence


class NotOver(Conflict):
    """The trial goes on, or has not begun: what is split by condition is shown to nobody. ``sentence`` says so."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def demand_over(trial: Trial, now: datetime) -> None:
    """Raise NotOver unless the trial is over at ``now``."""
    if not trial.is_over(now):
        raise NotOver(until(trial))


def until(trial: Trial) -> Sentence:
    """Say until when effects are kept back."""
    if trial.state is State.DRAFT:
        return Sentence("The trial's plan is a draft: freeze it, run it, and effects are shown when it is over.")
    last: date = trial.plan.last
    return Sentence(
        "The trial goes on until {last}: effects are shown from noon of the day after, so that nobody is swayed by"
        " what was seen half-way. Until then the progress page shows what has come in.",
        {"last": last},
    )
