"""How a site's gateway is doing: asked in its own process, and told to others with its heartbeat."""

from pydantic import BaseModel, ConfigDict

from gateway.followers import Following


class Report(BaseModel):
    """One gateway at one moment; holds no reading, no name and no home.

    Attributes:
        site: Whose gateway.
        connected: Whether it is subscribed at the broker.
        waiting: Messages that came and are neither kept nor acknowledged yet.
        trouble: Why the journal cannot keep, in one sentence; "" while it can.
        followers: How far the journal's followers are.
    """

    model_config = ConfigDict(frozen=True)

    site: str
    connected: bool
    waiting: int = 0
    trouble: str = ""
    followers: tuple[Following, ...] = ()
