"""Sentences about a trial that a reader meets in either language: an English message and what fills it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Union

Value = Union[int, float, str, date, "Sentence"]
"""What fills in a name; a Sentence is translated too, a text is not."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English ``message``, which is also its id for translation, with {names} for the ``values``.

    Written out where it is made: the test of the catalogues looks for the messages there.
    """

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.values:
            return self.message
        # 5.0 is read as 5
        said = {name: f"{one:g}" if type(one) is float else one for name, one in self.values.items()}
        return self.message.format(**said)


class Share(float):
    """A share that is read as a percentage: 0.93 as 93 %."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return f"{float(self):{spec or '.0%'}}".replace("%", " %")


MOST_NAMED: Final = 5
"""So many names stand in a sentence; of the rest, how many."""


def named(names: Sequence[str]) -> str:
    """Write names one after the other, the first five of them: ``h1, h2, h3, h4, h5 (+7)``."""
    rest = f" (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + rest
