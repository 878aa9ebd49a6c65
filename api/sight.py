"""What a person sees of the places: sites where they hold a right, and a board's view of them."""

from typing import Final

from api.access.rights import Right, sites_where
from api.access.visitor import Visitor
from api.platform import Platform
from care.errors import NotFound
from care.people import Person, Site, World
from dashboards.board import View

TESTS: Final = ".tests"
"""What is chosen for all test sites together; no site's id, for those have no dot."""


def sites_for(platform: Platform, person: Person, right: Right) -> list[Site]:
    """Give the sites where a person holds a right."""
    return sites_where(person, right, platform.registry.places.sites())


def board_sites(platform: Platform, person: Person, chosen: str = "") -> list[Site]:
    """Give the sites of a board: the chosen one, all test sites (``tests``), or those of the world that is a person's.

    A test site never stands among real ones: what is not chosen is all real sites, or all test sites for whoever sees
    no real one. Raises NotFound for a choice that is not theirs.
    """
    seen = sites_for(platform, person, Right.SEE_CARE)
    if chosen == TESTS:
        return [site for site in seen if site.world is World.TEST]
    if chosen:
        found = [site for site in seen if site.id == chosen]
        if not found:  # an empty board would say that nobody waits
            raise NotFound(f"There is no site '{chosen}'.")
        return found
    return [site for site in seen if site.world is World.REAL] or seen


def view_for(platform: Platform, person: Person, language: str, *, chosen: str = "", only_mine: bool = False) -> View:
    """Give what of the board a person sees, and where they may answer."""
    return View(
        language=language,
        sites=frozenset(site.id for site in board_sites(platform, person, chosen)),
        answers=frozenset(site.id for site in sites_for(platform, person, Right.ANSWER)),
        mine=person.id if only_mine else "",
    )


def measured_sites(platform: Platform, visitor: Visitor) -> frozenset[str]:
    """Give the sites that a visitor may know figures of: all to who has the scrape token, none to nobody."""
    if visitor.scraper:
        return frozenset(site.id for site in platform.registry.places.sites())
    if visitor.person is None:
        return frozenset()
    return frozenset(site.id for site in sites_for(platform, visitor.person, Right.SEE_METRICS))
