"""What a refusal means, in the reader's language: which rule was broken, and what generally helps.

The exact sentences, in English, are those that the device got on its ``…/refused``; they stand beside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from care.errors import Reason
from dashboards.tongue import message
from devices.topics import TOLD_CLOCK

_M: Final = message


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that a message can break: its ``name``, and what helps."""

    name: str
    helps: str


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        Reason.TOO_LARGE: Rule(_M("Too large"), _M("Send less in one message, or spread it over several.")),
        Reason.BAD_TOPIC: Rule(
            _M("Wrong topic"),
            _M("Copy the topic from the connection's settings; ids are lower-case letters, digits, -."),
        ),
        Reason.NOT_JSON: Rule(_M("Not JSON"), _M("Send JSON: double quotes, no comma at the end, UTF-8.")),
        Reason.BAD_SENML: Rule(
            _M("Not SenML"), _M("Send a list of records, each with a name n and one value: v, vb or vs.")
        ),
        Reason.UNSUPPORTED: Rule(_M("Not taken"), _M("Leave out what is named, or send it in another form.")),
        Reason.UNKNOWN_HOME: Rule(_M("Unknown home"), _M("Copy the home's id from the connection's settings.")),
        Reason.UNKNOWN_DEVICE: Rule(
            _M("Unknown device"), _M("Name a device of this connection, or have one added to it.")
        ),
        Reason.UNKNOWN_QUANTITY: Rule(
            _M("Unknown quantity"), _M("Use a name of the list of quantities; nothing else can be understood.")
        ),
        Reason.WRONG_TYPE: Rule(_M("Wrong kind of value"), _M("Send numbers in v, true or false in vb, texts in vs.")),
        Reason.WRONG_UNIT: Rule(_M("Wrong unit"), _M("Send it in the quantity's unit, or leave the unit out.")),
        Reason.OUT_OF_RANGE: Rule(
            _M("Out of range"), _M("Check the sensor and its unit: such a value cannot be true.")
        ),
        Reason.IMPOSSIBLE_TIME: Rule(
            _M("Impossible time"),
            _M("Set the device's clock (NTP) and send seconds since 1970, or leave the time out."),
        ),
        Reason.AGAINST_DESCRIPTION: Rule(
            _M("Against its description"), _M("Correct the reading, or the device's description.")
        ),
        Reason.NOTED: Rule(_M("Kept, but noted"), _M("Correct the reading, or the device's description.")),
        Reason.BAD_DESCRIPTION: Rule(_M("Bad description"), _M("Correct the field that is named.")),
        Reason.UNKNOWN_COMMAND: Rule(
            _M("Unknown command"), _M("Answer with the id of the command exactly as it came, while it still waits.")
        ),
        Reason.BAD_ANSWER: Rule(_M("Bad answer"), _M("Correct the field that is named.")),
        Reason.BAD_ALERT: Rule(
            _M("Bad alert"), _M("Send one object with id, situation and onset; correct the field that is named.")
        ),
        Reason.BAD_CLOCK: Rule(_M("Bad clock"), _M("Answer a tick with its time, exactly as it came.")),
        Reason.LOGIN_REFUSED: Rule(
            _M("Login refused"), _M("Copy the user name and the password, or have another password made.")
        ),
        Reason.NOT_ALLOWED: Rule(
            _M("Turned away by the broker"), _M("Publish and subscribe only below the connection's own topics.")
        ),
        Reason.OUTSIDE_TRIAL: Rule(
            _M("Outside its trial"),
            _M("A solution tells only of homes, times and people that its trial has consent for."),
        ),
        Reason.TOO_MANY: Rule(_M("Too many"), _M("Tell less often; what is too much is only counted.")),
    }
)
"""By reason."""

_OTHER: Final = Rule(_M("Refused"), _M("Correct the field that is named."))


_NOT_WAITED_FOR: Final = Rule(
    _M("Not waited for"),
    _M("Answer each tick when all before it is dealt with; what takes longer is tried at the speed of life."),
)


def rule(reason: str, topic: str = "") -> Rule:
    """Give the rule of a reason; one that a newer or older Mistel wrote is just a refusal.

    What is noted of the clock's ``topic`` is of a detector that homes do not wait for.
    """
    if reason == Reason.NOTED and topic.endswith(f"/{TOLD_CLOCK}"):
        return _NOT_WAITED_FOR
    return RULES.get(reason, _OTHER)
