"""The configuration file of nats-server: what it is told, and which subjects an MQTT filter stands for.

Permissions name NATS subjects ("mistel.s.h.c.>"), the subjects that topics become inside the server. A restricted
user needs none below ``$MQTT.`` itself: since nats-server 2.14 the deliveries of QoS 1 subscriptions and persistent
sessions are allowed implicitly to whoever may subscribe to the topic, and subscribing there directly is refused.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from devices.credentials import hash_password, new_password
from devices.topics import Grant

MOST_BYTES: Final = 16 * 1024 * 1024
"""The largest payload that passes: far above what the dialects take, so that a too large message is refused with
words instead of having its sender thrown out without any."""
ACK_WAIT: Final = timedelta(seconds=5)
"""After this an unacknowledged message comes again: the time to recover in after a crash, above the slowest batch."""
MOST_UNACKNOWLEDGED: Final = 4000
"""Two full batches of the journal may be on their way at once."""

_NOBODY: Final = "-"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the broker proves itself by: a file with its certificate (and the chain to its CA), and one with its key."""

    certificate: Path
    key: Path


def configuration(
    *,
    host: str,
    port: int,
    store: str,
    log: str,
    grants: Sequence[Grant],
    tls: Certificate | None = None,
    ack_wait: timedelta = ACK_WAIT,
) -> str:
    """Write the configuration; raises ValueError for a filter that cannot be a permission or a user named twice."""
    users = [_user(grant) for grant in grants]
    names = {grant.user for grant in grants}
    if len(names) < len(grants) or _NOBODY in names:
        msg = "every user of the broker needs a name of its own"
        raise ValueError(msg)
    # Without any user nats-server lets everybody in; this one's password is thrown away.
    users.append(_user(Grant(_NOBODY, hash_password(new_password()), (), ())))
    return "\n".join(
        [
            "# Written by mistel at every start and change of grants; edits are lost.",
            'server_name: "mistel"',
            # Clients of the NATS protocol have no business here: every user is for MQTT only.
            f"host: {_quoted(host)}",
            "port: -1",
            f"max_payload: {MOST_BYTES}",
            f"log_file: {_quoted(log)}",
            "logfile_size_limit: 8MB",
            "logfile_max_num: 2",
            "logtime_utc: true",
            f"jetstream {{ store_dir: {_quoted(store)}, sync_interval: 10s }}",
            "mqtt {",
            f"  host: {_quoted(host)}",
            f"  port: {port}",
            *_tls(tls),
            f'  ack_wait: "{ack_wait / timedelta(milliseconds=1):.0f}ms"',
            # a session is looked up on disk: what 2,000 at once wait for each other on a busy machine is no error
            '  js_api_timeout: "30s"',
            f"  max_ack_pending: {MOST_UNACKNOWLEDGED}",
            "}",
            "authorization {",
            "  timeout: 30",  # seconds: many devices reconnect at once, and hashing queues
            "  users: [",
            *(f"    {user}" for user in users),
            "  ]",
            "}",
            "",
        ]
    )


def subjects(topic_filter: str) -> list[str]:
    """Give the NATS subjects that an MQTT filter stands for; ``a/#`` is ``a`` itself and all below it."""
    levels = topic_filter.split("/")
    if any(not level or set(level) & set(".*> ") or (len(level) > 1 and set(level) & set("+#")) for level in levels):
        msg = f"{topic_filter!r} cannot be a permission"
        raise ValueError(msg)
    if "#" in levels[:-1] or levels == ["#"]:
        msg = f"{topic_filter!r} cannot be a permission: '#' stands last, below something"
        raise ValueError(msg)
    tokens = ["*" if level == "+" else level for level in levels]
    if tokens[-1] == "#":
        return [".".join(tokens[:-1]), ".".join([*tokens[:-1], ">"])]
    return [".".join(tokens)]


def _tls(tls: Certificate | None) -> list[str]:
    if tls is None:
        return []
    files = f"cert_file: {_quoted(str(tls.certificate.absolute()))}, key_file: {_quoted(str(tls.key.absolute()))}"
    return [f"  tls {{ {files}, timeout: 30 }}"]  # seconds: many devices reconnect at once


def _user(grant: Grant) -> str:
    return (
        f"{{user: {_quoted(grant.user)}, password: {_quoted(grant.password_hash)}, "
        f'allowed_connection_types: ["MQTT"], permissions: '
        f"{{publish: {_permission(grant.publish)}, subscribe: {_permission(grant.subscribe)}}}}}"
    )


def _permission(filters: Sequence[str]) -> str:
    allowed = [subject for topic_filter in filters for subject in subjects(topic_filter)]
    # An empty "allow" would allow everything.
    return f"{{allow: {json.dumps(allowed)}}}" if allowed else '{deny: [">"]}'


def _quoted(text: str) -> str:
    if not text.isprintable():
        msg = f"{text!r} cannot stand in the broker's configuration"
        raise ValueError(msg)
    return json.dumps(text, ensure_ascii=False)
