"""Who and what is called what in one export."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Self

from care.trials import Consent, Trial
from evaluation.trials.export.pseudonyms import pseudonyms
from store.registry import Registry

Person = tuple[str, str]
"""A home, and a resident of it or who else consented there."""


@dataclass(frozen=True, slots=True)
class Names:
    """The pseudonyms of an export, by what they stand for."""

    homes: Mapping[str, str]
    clusters: Mapping[str, str]
    cluster_of: Mapping[str, str]
    """The cluster's pseudonym, by home."""
    residents: Mapping[Person, str]
    others: Mapping[Person, str]

    @classmethod
    def made(cls, registry: Registry, trial: Trial, consents: list[Consent], rng: Random) -> Self:
        """Make them up, for a trial's homes, clusters and people."""
        plan = trial.plan
        clusters = pseudonyms((cluster.id for cluster in plan.clusters), "cluster", rng)
        living = {(one.home, one.id) for one in registry.places.residents() if one.home in plan.homes}
        asked = {(one.home, one.who) for one in consents}
        return cls(
            homes=pseudonyms(plan.homes, "home", rng),
            clusters=clusters,
            cluster_of={home: clusters[cluster.id] for cluster in plan.clusters for home in cluster.homes},
            residents=_of_people(living, "resident", rng),
            others=_of_people(asked - living, "person", rng),
        )

    def resident(self, home: str, who: str | None) -> str | None:
        """Give a resident's pseudonym; None for none, and for one who is gone."""
        return None if who is None else self.residents.get((home, who))

    def person(self, home: str, who: str) -> str:
        """Give the pseudonym of whoever consented."""
        return self.residents.get((home, who)) or self.others[home, who]


def _of_people(people: set[Person], word: str, rng: Random) -> Mapping[Person, str]:
    made = pseudonyms(("/".join(one) for one in people), word, rng)
    return {one: made["/".join(one)] for one in people}
