"""Sentences about a trial that a reader meets in either language: an English message and what fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Union

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
        return self.message.format(**self.values) if self.values else self.message
