"""The truth of a simulated or acted situation."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator


class Episode(BaseModel):
    """Something that really happened: ``hazard_from`` when it became dangerous, ``deadline`` for help, ``end``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: str
    resident: str | None = None
    label: str
    hazard_from: AwareDatetime
    deadline: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> "Episode":
        if not self.hazard_from <= self.deadline or not self.hazard_from <= self.end:
            msg = "an episode's hazard_from comes before its deadline and its end"
            raise ValueError(msg)
        return self
