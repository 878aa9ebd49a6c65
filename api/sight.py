"""What a person sees of the places: sites where they hold a right, and a board's view of them."""

from api.access.rights import Right, sites_where
from api.access.visitor import Visitor
from api.platform import Platform
from care.people import Person, Site
from dashboards.board import View


def sites_for(platform: Platform, person: Person, right: Right) -> list[Site]:
    """Give the sites where a person holds a right."""
    return sites_where(person, right, platform.registry.places.sites())


def view_for(platform: Platform, person: Person, language: str) -> View:
    """Give what of the board a person sees, and where they may answer."""
    return View(
        language=language,
        sites=frozenset(site.id for site in sites_for(platform, person, Right.SEE_CARE)),
        answers=frozenset(site.id for site in sites_for(platform, person, Right.ANSWER)),
    )


def measured_sites(platform: Platform, visitor: Visitor) -> frozenset[str]:
    """Give the sites that a visitor may know figures of: all to who has the scrape token, none to nobody."""
    if visitor.scraper:
        return frozenset(site.id for site in platform.registry.places.sites())
    if visitor.person is None:
        return frozenset()
    return frozenset(site.id for site in sites_for(platform, visitor.person, Right.SEE_METRICS))
