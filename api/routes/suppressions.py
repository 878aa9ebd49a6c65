"""Standing orders that put alerts aside: who asked for quiet, for what, until when, and why."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from care.alerts import LONGEST_TEXT, State
from care.errors import NotFound, Reason, Refused
from care.suppression import Kind, Suppression

routes: Final = Routes("/api/sites/{site}/suppressions", "alerts")


class QuietAsked(BaseModel):
    """How alerts are to be put aside: until a time by the home's clock, or for so many minutes; and why."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = State.SHELVED
    reason: Annotated[str, Field(max_length=LONGEST_TEXT)]
    until: AwareDatetime | None = None
    minutes: Annotated[int | None, Field(ge=1, le=366 * 1440)] = None

    def end(self, now: datetime) -> datetime | None:
        """Give when it is to end; None when it is not told."""
        if self.until is not None and self.minutes is not None:
            raise Refused(
                Reason.OUT_OF_RANGE,
                "'until' and 'minutes' say the same in two ways.",
                mend="Leave one of them out.",
                field="minutes",
            )
        if self.minutes is not None:
            return now + timedelta(minutes=self.minutes)
        return None if self.until is None else self.until.astimezone(UTC)


class OrderAsked(QuietAsked):
    """Which alerts, from now on: what is left out is any."""

    home: str | None = None
    resident: str | None = None
    situation: str | None = None


@routes.get("", access=may(Right.SEE_CARE, Of.SITE), response_model=Listing[Suppression])
def standing(site: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Suppression]:
    """List the orders that stand, the oldest first."""
    return piece(here.registry.alerts.suppressions.standing(site), limit, skip)


@routes.post("", access=may(Right.ANSWER, Of.SITE), response_model=Suppression)
def give(site: str, asked: OrderAsked, here: Here, guest: Guest) -> Suppression:
    """Have alerts put aside from now on, and those that nobody has answered."""
    now = _now(here, site, asked.home)
    return here.desk.order(
        asked.kind,
        site,
        guest.known.id,
        now,
        reason=asked.reason,
        home=asked.home,
        resident=asked.resident,
        situation=asked.situation,
        until=asked.end(now),
    )


@routes.post("/{suppression}/end", access=may(Right.ANSWER, Of.SITE), response_model=Suppression)
def end(site: str, suppression: str, here: Here, guest: Guest) -> Suppression:
    """End an order now; what it put aside and goes on calls again."""
    order = here.registry.alerts.suppressions.get(suppression)
    if order.site != site:
        raise NotFound(f"There is no suppression '{suppression}'.")
    return here.desk.end_order(suppression, guest.known.id, _now(here, site, order.home))


def _now(here: Platform, site: str, home: str | None) -> datetime:
    if home is None:
        return here.now()
    found = here.registry.places.home(home)
    if found.site != site:
        raise NotFound(f"There is no home '{home}'.")
    return here.home_now(found) or here.now()
