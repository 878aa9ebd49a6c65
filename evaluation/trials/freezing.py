"""What a frozen plan is known by, and what was changed in it later."""

import hashlib
import json
from collections.abc import Iterator

from care.trials import Plan


def fingerprint(plan: Plan) -> str:
    """Give the SHA-256 of a plan, in hex: of its JSON with sorted keys and without blanks, in UTF-8."""
    return hashlib.sha256(_canonical(plan).encode()).hexdigest()


def changed(before: Plan, after: Plan) -> list[str]:
    """Name what is not as it was frozen, by field of the plan, in the plan's order."""
    return list(_changed(before, after))


def _changed(before: Plan, after: Plan) -> Iterator[str]:
    for name in Plan.model_fields:
        if getattr(before, name) != getattr(after, name):
            yield name


def _canonical(plan: Plan) -> str:
    return json.dumps(plan.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
