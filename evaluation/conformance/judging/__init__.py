"""From what was seen of a device to findings: pure, one function for each criterion."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from devices.line import Welcome
from evaluation.conformance.criteria import CRITERIA
from evaluation.conformance.declarations import Declaration
from evaluation.conformance.findings import Finding, Result, not_shown
from evaluation.conformance.judging.declared import declarations
from evaluation.conformance.judging.security import odd_payloads, own_login, refused_login, tls
from evaluation.conformance.judging.telling import battery, clock, rate, readings, unit_and_range
from evaluation.conformance.judging.trouble import buffering, duplicates, last_will, reconnect
from evaluation.conformance.observed import Observed
from evaluation.conformance.times import Times

__all__ = ["JUDGES", "judge"]

Judge = Callable[[Observed, Times], Finding]

JUDGES: Final[Mapping[str, Judge]] = MappingProxyType(
    {
        "readings": readings,
        "unit_and_range": unit_and_range,
        "clock": clock,
        "rate": rate,
        "last_will": last_will,
        "own_login": own_login,
        "reconnect": reconnect,
        "buffering": buffering,
        "duplicates": duplicates,
        "battery": battery,
        "refused_login": refused_login,
        "tls": tls,
        "odd_payloads": odd_payloads,
    }
)
"""Who judges what can be seen."""


def judge(observed: Observed, times: Times, declared: Mapping[str, Declaration]) -> Result:
    """Judge every criterion, in the order of the table."""
    findings = [_judged(name, observed, times) for name in CRITERIA if name in JUDGES]
    return Result(findings=(*findings, declarations(declared)), declarations=dict(declared))


def _judged(name: str, observed: Observed, times: Times) -> Finding:
    if observed.watched is None and name != "own_login":
        came = any(welcome.code == 0 for welcome in observed.seen(Welcome))
        if not came:
            return not_shown(name, "never_came" if not observed.sightings else "never_let_in")
        if not observed.heard:
            return not_shown(name, "never_told")
    return JUDGES[name](observed, times)
