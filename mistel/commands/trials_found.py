"""A trial that a command names: by its id, or by its title."""

from care.errors import NotFound
from care.trials import Trial
from store.registry import Registry


def find_trial(opened: Registry, name: str) -> Trial:
    """Give the trial of this id, else the one of this title; raises NotFound where there is none, or several."""
    try:
        return opened.trials.get(name)
    except NotFound:
        titled = [one for one in opened.trials.all() if one.plan.title.casefold() == name.casefold()]
        if len(titled) == 1:
            return titled[0]
        raise
