"""How long each part of a check takes, and what counts as in time."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Times(BaseModel):
    """All times in seconds; tests make them short."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patience: Seconds = 300
    """So long the device is waited for, at the beginning and wherever it must come back or do something."""
    watch: Seconds = 60
    """So long it is watched undisturbed; longer, up to ``patience``, until three readings came."""
    outage: Seconds = 60
    """So long the line is cut."""
    back: Seconds = 60
    """Within this it must be back once it can."""
    unanswered: Seconds = 15
    """On top of one and a half keep-alives, within this it must notice that nobody answers any more."""
    refused: Seconds = 30
    """So long its login is refused."""
    settle: Seconds = 5
    """So long is waited for what should follow at once: its last will, what it kept, a sign of life."""
    odd: Seconds = 1
    """So long it is watched after each odd payload, though it went on telling."""
    clock: Seconds = 5
    """So far its clock may be from ours."""
    keepalive: Seconds = 300
    """The longest keep-alive that still notices a dead line in useful time."""
    per_second: Annotated[float, Field(gt=0)] = 10
    """So many messages a second are fair to those who share the broker."""
