"""``mistel trial assess``: what an assessor says of a criterion, in one of VTV's areas."""

from typing import Annotated

import typer

from care.clock import wall_now
from care.vtv import Area, Assessment, Mark
from mistel.commands.opened import console, registry
from mistel.commands.trial import Name
from mistel.commands.trials_found import find_trial


def assess(
    name: Name,
    criterion: Annotated[str, typer.Argument(help="What is judged, in your words, or an indicator's name.")],
    *,
    area: Annotated[Area, typer.Option(help="The area of VTV.")],
    mark: Annotated[Mark, typer.Option(help="Held against the need.")],
    evidence: Annotated[str, typer.Option(help="What it rests on.")],
    why: Annotated[str, typer.Option(help="How you came from that to the mark.")] = "",
    by: Annotated[str, typer.Option(help="Who judges: it stands in the report.")],
) -> None:
    """Keep what an assessor says; it stands in the trial's report beside what the trial found, and in no total."""
    with registry() as opened:
        trial = find_trial(opened, name)
        opened.assessments.add(
            Assessment(
                trial=trial.id,
                area=area,
                criterion=criterion,
                mark=mark,
                evidence=evidence,
                reasoning=why,
                by=by,
                at=wall_now(),
            )
        )
    console.print(f"Kept: {criterion}, {mark.replace('_', ' ')}.", markup=False, highlight=False)
