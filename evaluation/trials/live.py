"""How a trial stands in each of its homes, and by which connections its solution speaks there."""

from collections import defaultdict
from dataclasses import dataclass

from care.live import Standing
from care.people import Connection, Home
from care.trials import Consent, Trial
from store.registry import Registry


@dataclass(frozen=True)
class There:
    """One home of a trial."""

    home: Home
    standing: Standing
    connections: tuple[Connection, ...]


def there(registry: Registry, trial: Trial) -> list[There]:
    """Give the homes of a trial in the order of its plan; a home that is gone is left out."""
    known = {home.id: home for home in registry.places.homes()}
    homes = [known[home] for home in trial.plan.homes if home in known]
    living: dict[str, set[str]] = defaultdict(set)
    speaking: dict[str, list[Connection]] = defaultdict(list)
    for site in sorted({home.site for home in homes}):
        for resident in registry.places.residents(site=site):
            living[resident.home].add(resident.id)
        for connection in registry.connections.all(site):
            if connection.solution == trial.plan.solution:
                speaking[connection.home].append(connection)
    consents: dict[str, list[Consent]] = defaultdict(list)
    for consent in registry.trials.consents(trial.id):
        consents[consent.home].append(consent)
    return [
        There(
            home,
            Standing(trial, home.id, tuple(consents[home.id]), frozenset(living[home.id])),
            tuple(speaking[home.id]),
        )
        for home in homes
    ]
