"""What a check found: for each criterion an outcome and the evidence, and the grade that follows."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue

from evaluation.conformance.criteria import CRITERIA, GRADES, Grade
from evaluation.conformance.declarations import Declaration


class Outcome(StrEnum):
    """What became of one criterion."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SHOWN = "not_shown"
    """It could not be seen; so it does not count as passed."""
    EXEMPT = "exempt"
    """It does not concern this device, and the evidence says why."""

    @property
    def holds(self) -> bool:
        """Whether it stands in no grade's way."""
        return self in (Outcome.PASSED, Outcome.EXEMPT)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Record):
    """One thing seen: a ``key`` whose sentence ``dashboards.conformance_words`` has, and what fills it in.

    ``good`` is False where it is what the criterion failed by, None where it only informs.
    """

    key: str
    values: dict[str, str | int | float] = {}
    good: bool | None = True


class Finding(_Record):
    """One criterion, judged."""

    criterion: str
    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()


class Result(_Record):
    """All criteria, judged, with what the maker declares."""

    findings: tuple[Finding, ...]
    declarations: dict[str, Declaration] = {}

    @property
    def grade(self) -> Grade:
        """The highest grade that nothing stands in the way of."""
        by_name = {finding.criterion: finding for finding in self.findings}
        reached = Grade.NONE
        for grade in GRADES[1:]:
            wanted = [name for name, criterion in CRITERIA.items() if criterion.grade is grade]
            if not all(name in by_name and by_name[name].outcome.holds for name in wanted):
                break
            reached = grade
        return reached

    @property
    def record(self) -> dict[str, JsonValue]:
        """Give it as a run's result keeps it; ``read`` takes it back."""
        return {"grade": self.grade.value, **self.model_dump(mode="json")}

    @classmethod
    def read(cls, record: Mapping[str, JsonValue]) -> "Result":
        """Read what ``record`` wrote."""
        return cls.model_validate({key: value for key, value in record.items() if key in cls.model_fields})


def judged(criterion: str, *evidence: Evidence) -> Finding:
    """Give a finding that fails by any evidence that is not good, and passes otherwise."""
    failed = any(each.good is False for each in evidence)
    return Finding(criterion=criterion, outcome=Outcome.FAILED if failed else Outcome.PASSED, evidence=evidence)


def not_shown(criterion: str, key: str, **values: str | float) -> Finding:
    """Give a finding that says why nothing could be seen."""
    return Finding(criterion=criterion, outcome=Outcome.NOT_SHOWN, evidence=(seen(key, None, **values),))


def exempt(criterion: str, key: str, **values: str | float) -> Finding:
    """Give a finding that says why it does not concern this device."""
    return Finding(criterion=criterion, outcome=Outcome.EXEMPT, evidence=(seen(key, None, **values),))


def seen(key: str, good: bool | None = True, /, **values: str | float) -> Evidence:
    """Give one piece of evidence; numbers are kept to two digits after the point."""
    kept = {name: round(value, 2) + 0.0 if isinstance(value, float) else value for name, value in values.items()}
    return Evidence(key=key, values=kept, good=good)
