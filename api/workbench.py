"""Solutions and needs as a person sees them: which are theirs to see, to enter, and to guide."""

from api.access.rights import Right, holds, organisations_where
from api.platform import Platform
from care.clock import ClockKind
from care.errors import NotFound
from care.ids import new_id
from care.people import Home, Person, World
from care.solutions import Asker, Need, Solution
from evaluation.solutions.sandbox import (
    Coming,
    must_have_room_for_home,
    must_have_room_for_solution,
    open_sandbox,
)
from evaluation.solutions.standing import Standing, standing_of, take_next_step


def guides(here: Platform, person: Person) -> bool:
    """Tell whether a person guides all solutions: they do so for the organisation that runs this Mistel."""
    return holds(person, Right.GUIDE_SOLUTIONS, here.registry.places.host(), World.TEST)


def solutions_for(here: Platform, person: Person) -> list[Solution]:
    """Give the solutions that a person may see, the newest first."""
    if guides(here, person):
        return here.registry.solutions.all()
    return here.registry.solutions.all(organisations_where(person, Right.SEE_SOLUTIONS))


def may_enter(person: Person, solution: Solution) -> bool:
    """Tell whether a person may describe a solution anew."""
    return holds(person, Right.ENTER_SOLUTIONS, solution.organisation, World.TEST)


def may_guide(here: Platform, person: Person, solution: Solution) -> bool:
    """Tell whether a person may write a solution's plan and agreements."""
    return guides(here, person) or holds(person, Right.GUIDE_SOLUTIONS, solution.organisation, World.TEST)


def standing(here: Platform, solution: Solution) -> Standing:
    """Tell how far a solution has come."""
    return standing_of(here.registry, here.reader(solution.site), solution, here.now())


def enter(here: Platform, person: Person, organisation: str, coming: Coming) -> Solution:
    """Take in a solution of somebody who is known; raises NotFound where they may not, Conflict without room."""
    if organisation not in organisations_where(person, Right.ENTER_SOLUTIONS):
        raise NotFound(f"There is no organisation '{organisation}' that you may enter solutions for.")
    must_have_room_for_solution(here.registry, organisation)
    return open_sandbox(here.registry, organisation, coming, here.now(), most=here.sandboxes)


def advance(here: Platform, solution: Solution) -> Solution:
    """Let a solution take its next step; raises Conflict that says what is missing."""
    return take_next_step(here.registry, here.reader(solution.site), solution, here.now())


def add_home(here: Platform, solution: Solution, name: str) -> Home:
    """Add a home to a solution's sandbox; raises Conflict without room."""
    must_have_room_for_home(here.registry, solution.site)
    home = Home(id=new_id("h"), site=solution.site, name=name, clock=ClockKind.WALL)
    here.registry.places.add_home(home)
    return home


def tell_need(here: Platform, asker: Asker, title: str, problem: str, for_whom: str = "") -> Need:
    """Put a need on the board of the organisation that runs this Mistel; raises Conflict when that one is full."""
    need = Need(
        id=new_id("n"),
        organisation=here.registry.places.host(),
        title=title,
        problem=problem,
        for_whom=for_whom,
        asker=asker,
        created=here.now(),
    )
    here.registry.needs.add(need)
    return need


def answers_for(person: Person, need: Need) -> bool:
    """Tell whether a person may answer for a need."""
    return holds(person, Right.ANSWER_FOR_NEEDS, need.organisation, World.TEST)


def matching(here: Platform, person: Person, need: Need) -> tuple[list[Solution], int]:
    """Give the solutions said to answer a need that a person may see, and how many others do.

    Who belongs to the organisation that has the need sees all of them: that is why their makers said it.
    """
    every = [solution for solution in here.registry.solutions.all() if solution.need == need.id]
    seen = {solution.id for solution in solutions_for(here, person)}
    asks = answers_for(person, need)
    shown = [solution for solution in every if asks or solution.id in seen]
    return shown, len(every) - len(shown)
