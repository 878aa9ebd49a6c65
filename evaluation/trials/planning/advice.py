"""What power says of a plan: the least that is enough, by design, or that no such trial can answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from care.estimates import Estimate, Result
from care.trials import Aim, Aspect, Design
from evaluation.trials.planning.power import ENOUGH, Power
from evaluation.trials.sentences import Sentence, Share

ASKS: Final = {
    Aspect.PRIMARY: "found",
    Aspect.SECONDARY: "found",
    Aspect.GUARDRAIL: "passed",
}
"""Which power a plan is sought by: that an effect is found, or that a guardrail is seen to hold."""


@dataclass(frozen=True, slots=True)
class Advice:
    """For one design: the setup with the fewest homes, and of these the fewest weeks, that is enough; or none is."""

    design: Design
    enough: Power | None
    says: Sentence


def advice(aim: Aim, powers: Sequence[Power]) -> list[Advice]:
    """Say for each design, in the order in which they come, what is enough."""
    designs = dict.fromkeys(one.setup.design for one in powers)
    return [_of(aim, design, [one for one in powers if one.setup.design is design]) for design in designs]


def power(aim: Aim, one: Power) -> Result:
    """Give the power that an aim is planned by."""
    found: Result = getattr(one, ASKS[aim.aspect])
    return found


def _of(aim: Aim, design: Design, powers: Sequence[Power]) -> Advice:
    if aim.aspect is Aspect.GUARDRAIL and not design.is_randomised:
        return Advice(design, None, Sentence("Without a lot no verdict is given: no such trial can answer."))
    if not any(_share(one.judged) for one in powers):
        why = next((one.why for one in powers if one.why), "")
        return Advice(
            design,
            None,
            Sentence(
                "No such trial can answer its question, however long it lasts: it would give too little data. {why}",
                {"why": Sentence(why)},
            ),
        )
    enough = [one for one in powers if _share(power(aim, one)) >= ENOUGH]
    if enough:
        least = min(enough, key=lambda one: (one.setup.homes, one.setup.weeks))
        return Advice(
            design,
            least,
            Sentence(
                "{homes} homes for {weeks} weeks are enough: {share} of such trials would find it, and {passed} would"
                " show that it is as large as asked.",
                _values(aim, least),
            ),
        )
    best = max(powers, key=lambda one: _share(power(aim, one)))
    return Advice(
        design,
        None,
        Sentence(
            "No such trial can answer its question: of those looked at the best, with {homes} homes for {weeks} weeks,"
            " would find it in {share} of cases, and 80 % are asked for. Take more homes or weeks, or ask for less.",
            _values(aim, best),
        ),
    )


def _values(aim: Aim, one: Power) -> dict[str, int | float]:
    return {
        "homes": one.setup.homes,
        "weeks": one.setup.weeks,
        "share": Share(_share(power(aim, one))),
        "passed": Share(_share(one.passed)),
    }


def _share(result: Result) -> float:
    return result.value if isinstance(result, Estimate) else 0.0
