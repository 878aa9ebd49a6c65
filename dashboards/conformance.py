"""A conformance check as people read it: the grade, and each criterion with evidence and how to mend it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dashboards.conformance_words import (
    CRITERION_WORDS,
    EVIDENCE_WORDS,
    GRADE_MEANINGS,
    GRADE_WORDS,
    MEND_WORDS,
    ODD_WORDS,
    OUTCOME_WORDS,
    PROVISION_WORDS,
    STEP_WORDS,
    TROUBLE_WORDS,
)
from dashboards.tongue import Tongue
from evaluation.conformance import CRITERIA, Check, Evidence, Finding, Grade, Outcome
from store.registry import RunState


@dataclass(frozen=True, slots=True)
class Seen:
    """One piece of evidence in words; ``good`` as the finding keeps it."""

    words: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One criterion; ``mend`` is "" where nothing is to be mended."""

    criterion: str
    words: str
    provisions: str
    outcome: str
    outcome_words: str
    evidence: tuple[Seen, ...]
    mend: str


@dataclass(frozen=True, slots=True)
class ShownGrade:
    """What one grade asks for; ``reached``: nothing of it, nor of those before, stands in the way."""

    grade: str
    words: str
    meaning: str
    reached: bool
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A check: when, how far, and what came of it; ``grades`` is empty while nothing has."""

    run: str
    began: str
    running: bool
    failed: str
    doing: str
    grade: str
    grade_words: str
    meaning: str
    grades: tuple[ShownGrade, ...]


def shown_check(check: Check, tongue: Tongue, zone: ZoneInfo) -> ShownCheck:
    """Say a check."""
    result = check.result
    grade = result.grade if result is not None else Grade.NONE
    return ShownCheck(
        run=check.run,
        began=tongue.moment(check.began, zone),
        running=check.state is RunState.RUNNING,
        failed=check.note if check.state is RunState.FAILED else "",
        doing=step(check.note, tongue) if check.state is RunState.RUNNING else "",
        grade=grade.value if result is not None else "",
        grade_words=tongue.say(GRADE_WORDS[grade]) if result is not None else "",
        meaning=tongue.say(GRADE_MEANINGS[grade]) if result is not None else "",
        grades=() if result is None else tuple(_grade(one, result.findings, grade, tongue) for one in list(Grade)[1:]),
    )


def shown_finding(finding: Finding, tongue: Tongue) -> ShownFinding:
    """Say one criterion."""
    return ShownFinding(
        criterion=finding.criterion,
        words=tongue.say(CRITERION_WORDS[finding.criterion]),
        provisions=", ".join(CRITERIA[finding.criterion].provisions),
        outcome=finding.outcome.value,
        outcome_words=tongue.say(OUTCOME_WORDS[finding.outcome]),
        evidence=tuple(Seen(sentence(each, tongue), each.good) for each in finding.evidence),
        mend="" if finding.outcome in (Outcome.PASSED, Outcome.EXEMPT) else tongue.say(MEND_WORDS[finding.criterion]),
    )


def sentence(evidence: Evidence, tongue: Tongue) -> str:
    """Say one piece of evidence."""
    values = {name: tongue.number(v) if not isinstance(v, str) else v for name, v in evidence.values.items()}
    trouble, payloads, provision = (values.get(name, "") for name in ("trouble", "payloads", "provision"))
    if trouble:
        values["trouble"] = tongue.say(TROUBLE_WORDS[trouble])
    if payloads:
        values["payloads"] = "; ".join(tongue.say(ODD_WORDS.get(name, name)) for name in payloads.split(", "))
    if provision:
        values["what"] = tongue.say(PROVISION_WORDS[provision])
    return tongue.say(EVIDENCE_WORDS[evidence.key], **values)


def step(name: str, tongue: Tongue) -> str:
    """Say what a check is doing."""
    return tongue.say(STEP_WORDS.get(name, ""))


def _grade(grade: Grade, findings: tuple[Finding, ...], reached: Grade, tongue: Tongue) -> ShownGrade:
    grades = list(Grade)
    return ShownGrade(
        grade=grade.value,
        words=tongue.say(GRADE_WORDS[grade]),
        meaning=tongue.say(GRADE_MEANINGS[grade]),
        reached=grades.index(grade) <= grades.index(reached),
        findings=tuple(shown_finding(f, tongue) for f in findings if CRITERIA[f.criterion].grade is grade),
    )
