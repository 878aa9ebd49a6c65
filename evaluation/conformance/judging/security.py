"""Whether others can use, fool or fell a device: its login, its trust, and what it does with odd payloads."""

from math import ceil
from typing import Final

from devices.credentials import matches
from devices.line import Attempt, Distrust, Greeting
from evaluation.conformance.findings import Finding, exempt, judged, not_shown, seen
from evaluation.conformance.observed import Observed
from evaluation.conformance.times import Times

FIRST_TRIES: Final = 5
"""So many attempts may come quickly; after them at most one a second."""


def own_login(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - all judges are called alike
    """It uses the login that was made for it, and never tries another."""
    greetings = observed.seen(Greeting)
    if not greetings:
        return not_shown("own_login", "never_came")
    tried = {(greeting.hello.user, greeting.hello.password) for greeting in greetings}
    own = {login for login in tried if _is_own(observed, *login)}
    evidence = (
        [seen("own_login", n=len(greetings))] if own else [seen("never_own_login", False, user=observed.connection)]
    )
    for user, password in sorted(tried - own, key=str)[:3]:
        how = "other_password" if user == observed.connection and password else "other_login"
        evidence.append(seen(how, False, user=(user or "–")[:64]))
    return judged("own_login", *evidence)


def refused_login(observed: Observed, times: Times) -> Finding:
    """Refused, it waits between its attempts, and comes in again once it is let in."""
    refused = observed.troubles.get("refused")
    if refused is None:
        return not_shown("refused_login", "not_reached")
    seconds = (refused.end - refused.start).total_seconds()
    tries = len(observed.seen(Greeting, refused.start, refused.end))
    limit = FIRST_TRIES + ceil(seconds)
    evidence = [seen("tries", tries <= limit, n=tries, seconds=seconds, limit=limit)]
    if refused.back is None:
        evidence.append(seen("not_back", False, trouble="refused", seconds=times.patience))
    else:
        after = (refused.back - refused.end).total_seconds()
        evidence.append(seen("back", after <= times.back, trouble="refused", seconds=after, limit=times.back))
    return judged("refused_login", *evidence)


def tls(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """It speaks TLS only, and only to the broker whose certificate it has reason to trust."""
    greetings = observed.seen(Greeting)
    encrypted = [greeting for greeting in greetings if greeting.tls]
    plain = len(greetings) - len(encrypted)
    if not greetings:
        return not_shown("tls", "never_came")
    if not encrypted:
        return judged("tls", seen("plain", False, n=plain))
    evidence = [seen("tls", version=", ".join(sorted({greeting.tls for greeting in encrypted})))]
    if plain:
        evidence.append(seen("plain", False, n=plain))
    missing = ""
    for name in ("stranger", "misnamed"):
        trap = observed.troubles.get(name)
        if trap is None:
            missing = missing or "not_reached"
            continue
        fooled = [g for g in observed.seen(Greeting, trap.start, trap.end) if g.tls]
        tried = observed.seen(Attempt, trap.start, trap.end)
        if fooled:
            evidence.append(seen(f"trusted_{name}", False, n=len(fooled)))
        elif tried:
            why = next((d.why for d in observed.seen(Distrust, trap.start, trap.end)), "–")
            evidence.append(seen(f"distrusted_{name}", n=len(tried), why=why[:120]))
        else:
            missing = "no_attempt"
    if missing and all(each.good for each in evidence):
        return not_shown("tls", missing)
    return judged("tls", *evidence)


def odd_payloads(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """Whatever comes on the topic that it reads, it stays there and goes on telling; what cannot be, it does not do."""
    if observed.watched is None or "refused" not in observed.troubles:
        return not_shown("odd_payloads", "not_reached")
    if not observed.listens:
        return exempt("odd_payloads", "does_not_listen")
    if not observed.pokes:
        return not_shown("odd_payloads", "not_reached")
    felled = [poke for poke in observed.pokes if poke.lost]
    silent = [poke for poke in observed.pokes if not poke.told and not poke.lost]
    obeyed = [poke for poke in observed.pokes if poke.done]
    evidence = [seen("survived", None if felled or silent else True, n=len(observed.pokes) - len(felled) - len(silent))]
    for key, pokes in (("felled", felled), ("silenced", silent), ("obeyed", obeyed)):
        if pokes:
            evidence.append(seen(key, False, payloads=", ".join(poke.payload for poke in pokes)))
    return judged("odd_payloads", *evidence)


def _is_own(observed: Observed, user: str | None, password: str | None) -> bool:
    return user == observed.connection and password is not None and matches(password, observed.password_hash)
