"""What the maker declares: each provision that no machine can see, with evidence."""

from collections.abc import Mapping

from evaluation.conformance.criteria import DECLARED
from evaluation.conformance.declarations import Answer, Declaration
from evaluation.conformance.findings import Finding, judged, not_shown, seen


def declarations(declared: Mapping[str, Declaration]) -> Finding:
    """Every provision is declared to be met, or not to concern the device."""
    if not declared:
        return not_shown("declarations", "nothing_declared")
    evidence = []
    for provision in DECLARED:
        one = declared.get(provision)
        if one is None:
            evidence.append(seen("undeclared", False, provision=provision))
        elif one.answer is Answer.NO:
            evidence.append(seen("declared_not_met", False, provision=provision, says=one.evidence))
        else:
            key = "declared_met" if one.answer is Answer.YES else "declared_not_applicable"
            evidence.append(seen(key, provision=provision, says=one.evidence))
    return judged("declarations", *evidence)
