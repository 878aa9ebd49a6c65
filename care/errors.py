"""One exception tree: every error that a person may have to act on.

MistelError
├── SettingError      a setting is missing or wrong; the message names it
├── Refused           input from outside broke a rule; carries a Reason and how to mend it
├── NotFound          what was asked for does not exist, or not for this person
├── Conflict          somebody else was first; carries what holds now
├── ScenarioError     a scenario, recording or mapping is wrong; carries file and line
├── StoreError        the state folder or a database cannot be used
└── BrokerError       the MQTT broker cannot be started or reached
"""

from enum import StrEnum


class MistelError(Exception):
    """Base of all errors that carry a sentence for a person: what is wrong and what to do."""


class SettingError(MistelError):
    """A setting is missing or wrong."""


class NotFound(MistelError):
    """What was asked for does not exist, or not for this person."""


class Conflict(MistelError):
    """Somebody else was first; nothing was changed."""


class ScenarioError(MistelError):
    """A file that people write (scenario, recording, mapping) is wrong; the message starts with ``file:line:``."""


class StoreError(MistelError):
    """The state folder or a database cannot be used."""


class BrokerError(MistelError):
    """The MQTT broker cannot be started or reached."""


class Reason(StrEnum):
    """Why an input was refused; stable codes for counting and for documentation."""

    TOO_LARGE = "too_large"
    BAD_TOPIC = "bad_topic"
    NOT_JSON = "not_json"
    BAD_SENML = "bad_senml"
    UNSUPPORTED = "unsupported"
    UNKNOWN_HOME = "unknown_home"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_QUANTITY = "unknown_quantity"
    WRONG_TYPE = "wrong_type"
    WRONG_UNIT = "wrong_unit"
    OUT_OF_RANGE = "out_of_range"
    IMPOSSIBLE_TIME = "impossible_time"
    AGAINST_DESCRIPTION = "against_description"
    NOTED = "noted"
    BAD_DESCRIPTION = "bad_description"
    UNKNOWN_COMMAND = "unknown_command"
    BAD_ANSWER = "bad_answer"
    BAD_ALERT = "bad_alert"
    BAD_CLOCK = "bad_clock"
    TOO_MANY = "too_many"
    LOGIN_REFUSED = "login_refused"
    NOT_ALLOWED = "not_allowed"
    OUTSIDE_TRIAL = "outside_trial"


class Refused(MistelError):
    """Input from outside broke a rule: which field, which rule, and how to mend it."""

    def __init__(self, reason: Reason, says: str, *, mend: str, field: str = "") -> None:
        super().__init__(f"{says} {mend}".strip())
        self.reason = reason
        self.field = field
        self.says = says
        self.mend = mend
