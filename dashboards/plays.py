"""What was played, in a reader's words: scenarios by their titles, levels of faults."""

from functools import cache

from care.errors import MistelError
from dashboards.tongue import Tongue
from dashboards.watching import LEVEL_WORDS
from simulators.scenario_file import load, ours
from simulators.written import Texts


def scenario_words(name: str, tongue: Tongue) -> str:
    """Give a scenario's title, or its name where it does not come with Mistel (any more)."""
    title = _title(name)
    return name if title is None else title.sv if tongue.code == "sv" else title.en


def level_words(level: str, tongue: Tongue) -> str:
    """Say how much was made to go wrong."""
    return tongue.say(LEVEL_WORDS[level]) if level in LEVEL_WORDS else level


@cache
def _title(name: str) -> Texts | None:
    for path in ours():
        if path.stem == name:
            try:
                return load(path).title
            except MistelError:
                return None
    return None
