"""What stands in mosquitto's dynamic security, and by which commands it becomes what grants say.

A user of ours is a client with the text name ``mistel``; its text description is the bcrypt hash that the registry
keeps of the password that mosquitto was told, so that we see when they part. Each has one role, ``mistel-USER``, with
the filters of its grant. Until it has that, it is bound to a client id that nobody knows: it could get in else, and
mosquitto acknowledges also what it drops. Clients and roles of others are left alone.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from devices.topics import Grant

Command = dict[str, Any]
Rules = frozenset[tuple[str, str]]
"""Pairs of ``acltype`` and topic filter, all of them allowing."""

OURS: Final = "mistel"
DENIED: Final = {"publishClientSend": False, "publishClientReceive": False, "subscribe": False, "unsubscribe": True}
"""What holds for whatever no role allows."""


@dataclass(frozen=True, slots=True)
class Client:
    """A user of ours at mosquitto."""

    password_hash: str
    roles: frozenset[str]
    disabled: bool
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Clients and roles of ours, names of clients that are others', and the default access."""

    clients: Mapping[str, Client]
    roles: Mapping[str, Rules]
    others: frozenset[str]
    default: Mapping[str, bool]

    @classmethod
    def read(cls, clients: Command, roles: Command, default: Command) -> Self:
        """Read the answers to ``listClients`` and ``listRoles``, both verbose, and ``getDefaultACLAccess``."""
        ours = [client for client in clients["clients"] if client.get("textname") == OURS]
        names = {client["username"] for client in ours}
        return cls(
            {
                client["username"]: Client(
                    client.get("textdescription", ""),
                    frozenset(role["rolename"] for role in client.get("roles", [])),
                    client.get("disabled", False),
                    bool(client.get("clientid")),
                )
                for client in ours
            },
            {
                role["rolename"]: frozenset(
                    (acl["acltype"], acl["topic"]) for acl in role.get("acls", []) if acl["allow"]
                )
                for role in roles["roles"]
                if role["rolename"].startswith(f"{OURS}-")
            },
            frozenset(client["username"] for client in clients["clients"]) - names,
            {acl["acltype"]: acl["allow"] for acl in default["acls"]},
        )

    def unknown(self, grants: Iterable[Grant]) -> list[str]:
        """Name the granted users whose password mosquitto was not told: they must be given another."""
        return [
            grant.user
            for grant in grants
            if grant.user not in self.others and self._hash(grant.user) != grant.password_hash
        ]

    def commands(self, grants: Sequence[Grant], waiting: Collection[str] = ()) -> list[Command]:
        """Give what brings mosquitto from here to the grants; nothing when it is there."""
        commands = []
        if dict(self.default) != DENIED:
            acls = [{"acltype": kind, "allow": allow} for kind, allow in DENIED.items()]
            commands.append({"command": "setDefaultACLAccess", "acls": acls})
        stay = {grant.user for grant in grants} | set(waiting)
        for user, client in self.clients.items():
            if user not in stay and client.roles:  # one without was made a moment ago, and will be granted in another
                commands += self._gone(user)
        for grant in grants:
            if grant.user in self.clients:
                commands += self._come(grant, self.clients[grant.user])
        return commands

    def enrol(self, user: str, password: str, password_hash: str) -> Command:
        """Give the command that tells mosquitto a user's password: a new user does not get in yet."""
        told = {"username": user, "password": password, "textname": OURS, "textdescription": password_hash}
        if user in self.clients:
            return {"command": "modifyClient", **told}
        return {"command": "createClient", **told, "clientid": secrets.token_urlsafe(16)}

    def _hash(self, user: str) -> str | None:
        client = self.clients.get(user)
        return client.password_hash if client else None

    def _gone(self, user: str) -> Iterable[Command]:
        if role_of(user) in self.roles:
            yield {"command": "deleteRole", "rolename": role_of(user)}
        yield {"command": "deleteClient", "username": user}

    def _come(self, grant: Grant, client: Client) -> Iterable[Command]:
        if client.password_hash != grant.password_hash:
            if not client.disabled:
                yield {"command": "disableClient", "username": grant.user}
            return
        name, wanted = role_of(grant.user), rules(grant)
        if self.roles.get(name) != wanted:
            acls = [{"acltype": kind, "topic": topic, "allow": True} for kind, topic in sorted(wanted)]
            yield {"command": "modifyRole" if name in self.roles else "createRole", "rolename": name, "acls": acls}
        if client.roles != {name} or client.bound:
            yield {"command": "modifyClient", "username": grant.user, "roles": [{"rolename": name}], "clientid": ""}
        if client.disabled:
            yield {"command": "enableClient", "username": grant.user}


def role_of(user: str) -> str:
    """Give the name of the role that holds a user's grant."""
    return f"{OURS}-{user}"


def rules(grant: Grant) -> Rules:
    """Say a grant as mosquitto's rules: what is subscribed to must also be allowed to be received."""
    return frozenset(
        [("publishClientSend", topic) for topic in grant.publish]
        + [(kind, topic) for topic in grant.subscribe for kind in ("subscribePattern", "publishClientReceive")]
    )
