"""What every rule is: a small state machine that is shown events and told the time."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from alerts.hearing import Gaps, History
from alerts.household import Household
from care.alerts import Alert, Finding
from care.errors import SettingError
from care.events import Event
from care.people import Resident


class Parameters(BaseModel):
    """A rule's parameters; each field has a default, a description and ``{"unit": …}`` as its schema's extra."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Past:
    """A home's history as a rule may have seen it: the newest of its own ``quantities``, as if it had been there."""

    kept: History
    quantities: frozenset[str]

    def last(self, before: datetime) -> Iterable[Event]:
        """See History."""
        return [event for event in self.kept.last(before) if event.quantity in self.quantities]

    def gaps(self, since: datetime, until: datetime) -> Iterable[Gaps]:
        """See History."""
        return self.kept.gaps(since, until)

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> Iterable[Event]:
        """See History."""
        return self.kept.told(quantities, since, until, devices)


class Rule(ABC):
    """One situation's rule in one home: pure, so the same events and times always give the same findings.

    It is shown each event of its ``quantities`` once, in the order of ``Event.order``, and is woken at ``due``;
    its time never goes backwards. What it finds rests on the events of the last ``memory`` and on the alerts
    that it was told to adopt, and on the ``history`` before: so it can be rebuilt from the journal.
    Events of its ``immediate`` quantities it also judges ``at_once``, each by itself, the moment that they come.
    """

    situation: ClassVar[str]
    quantities: ClassVar[frozenset[str]]
    parameters: ClassVar[type[Parameters]]
    immediate: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, household: Household) -> None:
        self.household = household

    @property
    @abstractmethod
    def memory(self) -> timedelta:
        """How far back an event can still matter."""

    @property
    def due(self) -> datetime | None:
        """When to wake it, later than all that it has been shown and woken at; None: not before another event."""
        return None

    @abstractmethod
    def see(self, event: Event) -> Iterable[Finding]:
        """Take one event of its quantities."""

    def wake(self, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - for rules that set a time
        """Take that it is now ``at``, which was its ``due``."""
        return ()

    def at_once(self, event: Event) -> Iterable[Finding]:  # noqa: ARG002 - few rules have immediate quantities
        """Give what one event of the ``immediate`` quantities shows by itself, whatever came before; change nothing.

        It is shown in its turn besides, and the same must be found then.
        """
        return ()

    def start(self, at: datetime, history: History) -> None:  # noqa: B027 - most rules need what they remember alone
        """Take up where things stood at ``at``, before the first event is shown; ``history`` may be asked later too."""

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - a rule whose alerts never end need not know
        """Take that this alert, which it raised, is told to be going on at ``at``, now; give its end if it is not."""
        return ()


def catch_up(rule: Rule, events: Iterable[Event], until: datetime) -> None:
    """Show a rule what was told before ``until``, in order, and the time between; what it finds was found then.

    For rules that take up in ``start`` what they remember for longer than others, from the history: the journal is
    read for the longest ``memory`` of all rules.
    """
    for event in events:
        _wake(rule, event.time)
        rule.see(event)
    _wake(rule, until)


def _wake(rule: Rule, before: datetime) -> None:
    while (due := rule.due) is not None and due < before:
        rule.wake(due)


P = TypeVar("P", bound=Parameters)


def parameters_of(resident: Resident, situation: str, table: type[P]) -> P:
    """Give the resident's parameters for this situation: the defaults, with the resident's own over them.

    Raises SettingError that names resident, parameter, what is wrong and what may be set.
    """
    own: Mapping[str, JsonValue] = resident.parameters.get(situation, {})
    try:
        return table(**own)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join([situation, *(str(part) for part in first["loc"])])
        if first["type"] == "extra_forbidden":
            says = "there is no such parameter"
        else:
            says = f"{first['input']!r:.60} cannot be used: {first['msg'].removeprefix('Value error, ')}"
        known = ", ".join(table.model_fields) or "none"
        raise SettingError(
            f"Resident {resident.id}: {name}: {says}. Correct it or leave it out; parameters of {situation}: {known}."
        ) from error
