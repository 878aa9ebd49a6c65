"""What a conformance check says, by the codes that ``evaluation.conformance`` keeps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dashboards.tongue import message

GRADE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": message("No grade yet"),
        "bronze": message("Bronze"),
        "silver": message("Silver"),
        "gold": message("Gold"),
    }
)

GRADE_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": message("Something that bronze asks for is missing."),
        "bronze": message("It talks properly."),
        "silver": message("It comes through trouble, and nothing is lost."),
        "gold": message("It is secure, and its maker declares the rest with evidence."),
    }
)

OUTCOME_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "passed": message("passed"),
        "failed": message("failed"),
        "not_shown": message("not shown"),
        "exempt": message("does not concern it"),
    }
)

CRITERION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "readings": message("Every message is taken"),
        "unit_and_range": message("Units and ranges are right"),
        "clock": message("Its clock is right"),
        "rate": message("It leaves room for others"),
        "last_will": message("A last will says that it has gone"),
        "own_login": message("It has a login of its own"),
        "reconnect": message("It comes back by itself"),
        "buffering": message("An outage loses nothing"),
        "duplicates": message("Nothing is told as if it happened twice"),
        "battery": message("It tells of its battery"),
        "refused_login": message("Refused, it waits"),
        "tls": message("It speaks to the right broker only, encrypted"),
        "odd_payloads": message("Odd commands do it no harm"),
        "declarations": message("What no machine can see is declared"),
    }
)

MEND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "readings": message("Publish readings on the connection's own topic, at QoS 1, not retained."),
        "unit_and_range": message("Send each value in the unit of its quantity, and nothing that cannot be."),
        "clock": message("Set the device's clock (NTP), and tell times in seconds since 1970, UTC."),
        "rate": message("Tell what has changed, and put several readings into one message."),
        "last_will": message("Set the last will 'offline' on the status topic, QoS 1, retained; then say 'online'."),
        "own_login": message("Use the user and password that were made for this device, and no other, ever."),
        "reconnect": message("Set a keep-alive of 10 to 300 s, and connect again by itself whenever the line is lost."),
        "buffering": message("Keep what happens while the line is down, and tell it afterwards with its own time."),
        "duplicates": message(
            "Give each reading its own time once, and tell it again with that time until it is acknowledged."
        ),
        "battery": message("Tell battery or battery.low now and then; mains where it is plugged in."),
        "refused_login": message("Wait between attempts, longer each time, and never give up."),
        "tls": message("Connect with TLS only, with our CA, and let your client check the name in the certificate."),
        "odd_payloads": message("Take a command for odd until every field has been checked, and answer 'refused'."),
        "declarations": message("Declare each provision in a file, with evidence, and give it with --declarations."),
    }
)

EVIDENCE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "told": message("{n} readings taken"),
        "refused": message("{n} refused ({reason}): {says}"),
        "strange_topic": message("{n} messages on a topic that is not its own, and so lost: {topic}"),
        "qos_0": message("{n} of {of} messages at QoS 0, which may be lost"),
        "retained": message("{n} of {of} readings retained, which others take for new later"),
        "qos_1": message("all {n} messages at QoS 1, none retained"),
        "values": message("{quantity}: {n} values from {low} to {high} {unit}"),
        "states": message("{n} states: {quantities}"),
        "against_description": message("{n} against its description, rule {rule}: {says}"),
        "clock": message("{n} readings: its clock is {seconds} s from ours ({low} to {high}); at most {limit} s"),
        "untimed": message("{n} of {of} readings do not say their time"),
        "rate": message("{rate} messages a second over {seconds} s, {peak} in the busiest; at most {limit} on average"),
        "tells": message("{quantity} told {n} ×"),
        "no_battery": message("none of {quantities} was told"),
        "will": message("a last will on {topic}"),
        "no_will": message("no last will; it belongs on {topic}"),
        "strange_will": message("the last will says '{says}' on {topic}; it should say 'offline' on {wanted}"),
        "will_qos_0": message("the last will has QoS 0"),
        "will_not_retained": message("the last will is not retained"),
        "will_told": message("{seconds} s after the line was cut, the broker said that it had gone"),
        "will_not_told": message("after the line was cut, nothing said that it had gone"),
        "online_told": message("back again, it said so"),
        "online_not_told": message("back again, it did not say so"),
        "back": message("{trouble}: back after {seconds} s; at most {limit} s"),
        "not_back": message("{trouble}: not back within {seconds} s"),
        "keepalive": message("its keep-alive is {seconds} s; it should be 1 to {limit} s"),
        "noticed": message("it noticed after {seconds} s that nobody answered any more, and came back"),
        "not_noticed": message("after {seconds} s it had not noticed that nobody answered any more"),
        "kept": message("{n} readings from the {seconds} s without a line"),
        "longest_gap": message("the longest gap around the outage is {seconds} s; at most {limit} s"),
        "told_once": message("undisturbed, {n} readings were told once each"),
        "told_twice": message("undisturbed, {n} of {of} readings were told more than once"),
        "told_again": message("{n} of {of} readings that nobody acknowledged were told again as they were"),
        "own_login": message("{n} logins, the right one among them"),
        "never_own_login": message("it never used the login of {user}"),
        "other_password": message("it tried another password as {user}"),
        "other_login": message("it tried to get in as {user}"),
        "tries": message("refused for {seconds} s, it tried {n} ×; at most {limit} ×"),
        "plain": message("{n} connections in the clear: password and readings can be read on the way"),
        "tls": message("encrypted, {version}"),
        "trusted_stranger": message("it gave its password to a broker whose certificate a stranger had signed"),
        "trusted_misnamed": message("it gave its password to a broker whose certificate names another host"),
        "distrusted_stranger": message("a certificate that a stranger had signed: it turned away {n} × ({why})"),
        "distrusted_misnamed": message("a certificate for another host: it turned away {n} × ({why})"),
        "survived": message("{n} odd payloads, and it went on"),
        "felled": message("it lost its connection after: {payloads}"),
        "silenced": message("it fell silent after: {payloads}"),
        "obeyed": message("it said that it had done: {payloads}"),
        "undeclared": message("{provision}, {what}: nothing declared"),
        "declared_not_met": message("{provision}, {what}: not met. {says}"),
        "declared_met": message("{provision}, {what}: {says}"),
        "declared_not_applicable": message("{provision}, {what}: does not concern it. {says}"),
        "never_came": message("it never connected"),
        "never_let_in": message("it was never let in"),
        "never_told": message("it told nothing"),
        "not_reached": message("the check did not come so far, since it did not come back before"),
        "too_few": message("too few readings to tell; use the device while it is watched"),
        "nothing_unanswered": message("it told nothing while nobody answered; use the device then"),
        "no_attempt": message("it did not try to connect while the certificate was wrong"),
        "does_not_listen": message("it subscribes to nothing"),
        "nothing_declared": message("there are no declarations"),
    }
)

TROUBLE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "outage": message("Line cut"),
        "unanswered": message("Nobody answered"),
        "refused": message("Login refused"),
    }
)

ODD_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "empty": message("nothing at all"),
        "not_json": message("words that are no JSON"),
        "not_text": message("bytes that are no text"),
        "cut_short": message("a command cut short"),
        "another_kind": message("a list where an object belongs"),
        "nothing_in_it": message("an empty object"),
        "deep": message("20,000 brackets"),
        "large": message("60,000 letters"),
        "not_a_number": message("numbers that are none"),
        "wrong_types": message("fields of wrong types"),
        "markup": message("scripts and control signs"),
        "unknown_command": message("a command that there is not"),
        "too_late": message("a command that came too late"),
    }
)

STEP_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "waiting": message("Waiting for the device: let it connect and tell something."),
        "watching": message("Watching it, undisturbed: use it as usual."),
        "outage": message("The line is cut: go on using it."),
        "back": message("The line is open again."),
        "unanswered": message("Nobody answers it any more: go on using it."),
        "refused": message("Its login is refused."),
        "stranger": message("A stranger pretends to be the broker."),
        "misnamed": message("Another broker pretends to be ours."),
        "odd": message("Odd commands are sent to it."),
    }
)

PROVISION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "5.1": message("no universal default passwords"),
        "5.2": message("a way to report vulnerabilities"),
        "5.3": message("updates of software"),
        "5.4": message("secrets are stored securely"),
        "5.5": message("secure communication"),
        "5.6": message("small attack surface"),
        "5.7": message("integrity of software"),
        "5.8": message("protection of personal data"),
        "5.9": message("resilience to outages"),
        "5.10": message("telemetry is examined"),
        "5.11": message("deletion of data"),
        "5.12": message("easy installation and maintenance"),
        "5.13": message("validation of input"),
    }
)
"""ETSI EN 303 645, section 5, in our words."""
