"""Which alerts about equipment say the same as another that stands: they are hidden under it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from care.alerts import RULES, Alert

CAUSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "home_silent": ("site_silent", "power_cut"),
        "device_silent": ("site_silent", "home_silent", "power_cut"),
    }
)
"""By situation, those that explain it, the widest first: while one goes on, nobody is told besides."""

FAMILY: Final = frozenset(CAUSES) | {cause for causes in CAUSES.values() for cause in causes}


def goes_on(alert: Alert) -> bool:
    """Tell whether an alert's situation goes on, as far as is known, whatever staff did."""
    return alert.end is None and alert.borne_out


def cause(alert: Alert, others: Iterable[Alert]) -> Alert | None:
    """Give the alert that this one is to be hidden under; None when it stands for itself.

    A cause is of the same home, or of the whole site, and goes on.
    """
    if not goes_on(alert) or alert.source != RULES:
        return None
    causes = CAUSES.get(alert.situation, ())
    found = [
        other
        for other in others
        if other.situation in causes
        and other.source == RULES
        and other.site == alert.site
        and other.home in {None, alert.home}
        and goes_on(other)
    ]
    return min(found, key=lambda other: (causes.index(other.situation), other.onset, other.id), default=None)
