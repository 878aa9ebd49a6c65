"""A simulated trial as it is asked for: how many homes, how long, and how much the solution truly spares."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from care.trials import Aim, Aspect, Better, Cluster, Design, Measure, Plan
from evaluation.trials.designs import consecutive, sequences
from simulators.household import opaque
from simulators.population import Population
from simulators.story import Story

START: Final = date(2025, 1, 6)
"""A Monday, long ago: so the trial is over on any machine."""
ZONE: Final = "Europe/Stockholm"
KITS: Final = ("bed", "night_camera")
PROFILES: Final = ("mild_dementia", "parkinsons")
"""Who has night supervision here: those of even homes, and of odd ones."""
DWELLING: Final = "service_house_unit"
STEPS: Final = 4
"""In so many groups homes go over, where there are enough."""
DAYS: Final = 14
"""Of a period."""
HOMES: Final = 12
EFFECT: Final = 0.4
ALONE: Final = {"no_return_to_bed": {"still_minutes": 60.0}}
"""Parameters of these homes: there are no motion sensors, so that stillness says little."""


@dataclass(frozen=True)
class Pilot:
    """A stepped wedge of night supervision by camera; the same of all gives the same trial to the byte.

    ``effect`` is the share of night visits that it truly spares, all in all. ``together`` homes make a cluster.
    """

    seed: int
    effect: float = EFFECT
    homes: int = HOMES
    steps: int = STEPS
    days: int = DAYS
    together: int = 1

    @property
    def name(self) -> str:
        """The trial's name, and its site's: ``demo-1``; what is unlike the usual stands in it."""
        percent = round(self.effect * 100)
        unlike = [f"effect-{percent}" for _ in range(self.effect != EFFECT)]
        unlike += [f"homes-{self.homes}" for _ in range(self.homes != HOMES)]
        unlike += [f"days-{self.days}" for _ in range(self.days != DAYS)]
        return "-".join([f"demo-{self.seed}", *unlike])

    @property
    def solution(self) -> str:
        """The id of what is tried."""
        return opaque("s", self.name)

    @property
    def need(self) -> str:
        """The id of the need that it is tried for."""
        return opaque("n", self.name)

    @property
    def groups(self) -> int:
        """In how many groups homes go over: no more than there are clusters."""
        return min(self.steps, self.homes // self.together)

    @property
    def last(self) -> date:
        """The last day."""
        return START + timedelta(days=self.days * (self.groups + 1) - 1)

    def home(self, number: int) -> str:
        """Give the id of the ``number``th home (from 0)."""
        return opaque("h", self.name, str(number))

    def story(self, number: int) -> Story:
        """Give the story of the ``number``th home: ordinary days of its resident, until noon after the last night."""
        days = (self.last - START).days + 2
        population = Population(
            homes=self.homes,
            days=days,
            seed=f"trial/{self.seed}",
            start=START,
            zone=ZONE,
            profile=PROFILES[number % len(PROFILES)],
            dwelling=DWELLING,
            kits=KITS,
            quiet=True,
        )
        scenario = population.scenario(number).model_copy(update={"parameters": ALONE})
        return Story(scenario, self.home(number), f"trial/{self.seed}/{number}")

    def plan(self) -> Plan:
        """Give the trial's plan."""
        homes = [self.home(number) for number in range(self.homes)]
        return Plan(
            title=f"Night supervision by camera, simulated ({self.name})",
            solution=self.solution,
            need=self.need,
            design=Design.STEPPED_WEDGE,
            zone=ZONE,
            clusters=tuple(
                Cluster(id=f"k{number + 1}", homes=tuple(homes[first : first + self.together]))
                for number, first in enumerate(range(0, self.homes, self.together))
            ),
            periods=consecutive(START, [self.days] * (self.groups + 1)),
            sequences=sequences(Design.STEPPED_WEDGE, self.homes // self.together, self.groups + 1),
            aims=AIMS,
            analysis="Simulated: the truth is known, and stands in the log.",
            seed=f"{self.name}",
        )


AIMS: Final = (
    Aim(indicator="night_visits", aspect=Aspect.PRIMARY, better=Better.LESS, measure=Measure.RATIO, margin=0.2),
    Aim(
        indicator="undisturbed_nights",
        aspect=Aspect.SECONDARY,
        better=Better.MORE,
        measure=Measure.DIFFERENCE,
        margin=0.05,
    ),
    Aim(indicator="staff_minutes", aspect=Aspect.SECONDARY, better=Better.LESS, measure=Measure.RATIO, margin=0.02),
    Aim(indicator="wellbeing", aspect=Aspect.SECONDARY, better=Better.MORE, measure=Measure.DIFFERENCE, margin=10),
    Aim(indicator="contact_minutes", aspect=Aspect.GUARDRAIL, better=Better.MORE, measure=Measure.RATIO, margin=0.1),
    Aim(indicator="staff_load", aspect=Aspect.GUARDRAIL, better=Better.LESS, measure=Measure.RATIO, margin=0.2),
)
"""What it is judged by; margins as the table of indicators proposes them, but for what a few homes can tell of."""
