"""Simulated carers as the desk knows them: persons who log in nowhere, with a token for a day."""

from datetime import datetime, timedelta
from typing import Final

from api.access.passwords import hashed, new_password
from api.access.tokens import kept, new_secret
from care.errors import NotFound
from care.people import Person, Role
from store.registry import Registry

HOLDS: Final = timedelta(days=1)


def hire(registry: Registry, organisation: str, carers: int, now: datetime) -> dict[str, str]:
    """Give an API token for each of so many simulated carers of an organisation, made when they are not there yet."""
    tokens = {}
    for number in range(1, carers + 1):
        carer = f"carer-{organisation}-{number}"[-32:].lstrip("-")
        try:
            registry.people.get(carer)
        except NotFound:
            registry.people.add(
                Person(
                    id=carer,
                    email=f"{carer}@simulated.invalid",
                    name=f"Simulated carer {number}",
                    roles={organisation: frozenset({Role.CARE})},
                ),
                hashed(new_password()),
            )
        secret = new_secret()
        registry.people.add_token(kept(secret), carer, "simulated staff", now + HOLDS)
        tokens[carer] = secret
    return tokens
