"""Which alert is which, when a second look has found a home's alerts anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from care.alerts import Alert, End, Finding, Onset

_EVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """An alert as it should be: its onset with what shows it, and its end or None while it goes on."""

    onset: Onset
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Matched:
    """``pairs`` are the same alert; ``new`` were not there; ``unmatched`` were there and are not borne out."""

    pairs: tuple[tuple[Alert, Found], ...]
    new: tuple[Found, ...]
    unmatched: tuple[Alert, ...]


def found(findings: Iterable[Finding]) -> tuple[list[Found], dict[tuple[str, str | None, datetime], datetime]]:
    """Put onsets and their ends together; give also all ends, by situation, resident and onset."""
    onsets: dict[tuple[str, str | None, datetime], Onset] = {}
    ends: dict[tuple[str, str | None, datetime], datetime] = {}
    for finding in findings:
        if isinstance(finding, End):
            ends.setdefault((finding.situation, finding.resident, finding.onset), finding.time)
        else:
            onsets.setdefault((finding.situation, finding.resident, finding.time), finding)
    return [Found(onset, ends.get(key)) for key, onset in onsets.items()], ends


def match(standing: Sequence[Alert], anew: Sequence[Found]) -> Matched:
    """Match alerts of one home and source with what was found anew, one to one.

    They are the same when situation and resident are and their stretches overlap (what goes on has no end). The same
    onset goes first, so that no two ever want one onset; then those that stand, then those not borne out before,
    each in order of time, which for alerts that do not overlap one another matches as many as can be.
    """
    pairs: list[tuple[Alert, Found]] = []
    left = sorted(anew, key=lambda one: one.onset.time)
    alerts = sorted(standing, key=attrgetter("onset"))
    for alike in (_same_onset, _borne_out_and_overlapping, _overlapping):
        rest = []
        for alert in alerts:
            same = next((one for one in left if _same_case(alert, one) and alike(alert, one)), None)
            if same is None:
                rest.append(alert)
            else:
                left.remove(same)
                pairs.append((alert, same))
        alerts = rest
    return Matched(tuple(pairs), tuple(left), tuple(alert for alert in alerts if alert.borne_out))


def _same_case(alert: Alert, one: Found) -> bool:
    return alert.situation == one.onset.situation and alert.resident == one.onset.resident


def _same_onset(alert: Alert, one: Found) -> bool:
    return alert.onset == one.onset.time


def _overlapping(alert: Alert, one: Found) -> bool:
    return alert.onset <= (one.end or _EVER) and one.onset.time <= (alert.end or _EVER)


def _borne_out_and_overlapping(alert: Alert, one: Found) -> bool:
    return alert.borne_out and _overlapping(alert, one)
