"""From answers to a score, as the instrument says; and what may be answered at all."""

from collections.abc import Mapping
from typing import Final

from care.errors import Reason, Refused
from care.estimates import TooLittle
from care.questionnaires import Answered
from evaluation.questionnaires.instrument import About, Instrument, Missing

_ROUNDED: Final = 6


def check(instrument: Instrument, answered: Answered) -> None:
    """Raise Refused for what the instrument does not know: another question, a choice outside the scale, a score.

    So too where it asks about a resident, and it is not said about which.

    The sentence names the question, what was given, and what may be.
    """
    if not may_answer(instrument, answered.resident):
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"{instrument.title} asks about a resident.",
            mend="Say about which, and who answers.",
            field="who",
        )
    if instrument.is_scores_only:
        _check_score(instrument, answered)
        return
    if answered.score is not None:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"{instrument.title} is scored from its answers.",
            mend="Give the answers, question by question, and no score.",
            field="score",
        )
    known = [item.id for item in instrument.items]
    for item, value in answered.answers.items():
        if item not in known:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"{instrument.title} has no question '{item}'.",
                mend=f"Its questions are: {', '.join(known)}.",
                field=item,
            )
        if not instrument.first <= value <= instrument.last:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"{value} is no answer to question {known.index(item) + 1} of {instrument.title}.",
                mend=f"Give a whole number from {instrument.first} to {instrument.last}, or nothing if it was skipped.",
                field=item,
            )


def may_answer(instrument: Instrument, resident: str | None) -> bool:
    """Tell whether an instrument can be answered about a resident, or by somebody for themselves (None)."""
    return resident is not None or instrument.about is About.ANSWERER


def score(instrument: Instrument, answered: Answered) -> float | TooLittle:
    """Give the score: of the answers, or the one that was given. Skipped questions count as the instrument says."""
    if instrument.is_scores_only:
        return TooLittle("No score was given.", 0) if answered.score is None else answered.score
    return of_answers(instrument, answered.answers)


def of_answers(instrument: Instrument, answers: Mapping[str, int]) -> float | TooLittle:
    """Give the score of answers by item, from 0 to 100: the part of all points that was reached.

    For SUS that is Brooke's sum times 2.5 (1996), for WHO-5 the raw sum times 4 (Topp et al. 2015), for UMUX-Lite the
    sum less 2 times 100/12 (Lewis, Utesch and Maher 2013).
    """
    skipped = sum(item.id not in answers for item in instrument.items)
    allowed = 0 if instrument.missing is Missing.NO_SCORE else instrument.at_most_skipped
    if skipped > allowed:
        may = "none may" if allowed == 0 else f"at most {allowed} may"
        why = f"{skipped} of {len(instrument.items)} questions were skipped, and {may} be for a score."
        return TooLittle(why, len(instrument.items) - skipped)
    first, last = instrument.first, instrument.last
    middle = (first + last) / 2
    points = 0.0
    for item in instrument.items:
        value = answers.get(item.id, middle)
        points += last - value if item.turned else value - first
    return round(100 * points / (len(instrument.items) * (last - first)), _ROUNDED)


def _check_score(instrument: Instrument, answered: Answered) -> None:
    if answered.answers:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"Of {instrument.title} only the score is taken, not the answers.",
            mend="Work the score out by the instrument's own manual, and give that.",
            field="answers",
        )
    if answered.score is None or not instrument.low <= answered.score <= instrument.high:
        given = "Nothing" if answered.score is None else f"{answered.score:g}"
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"{given} is no score of {instrument.title}.",
            mend=f"Give a number from {instrument.low:g} to {instrument.high:g}.",
            field="score",
        )
