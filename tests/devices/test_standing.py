"""From what stands in mosquitto to what grants say: only the difference, and nobody else's users."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from devices.broker.standing import DENIED, Client, Command, Standing, role_of, rules
from devices.topics import Grant
from tests.devices.at_the_broker import GATEWAY, HASH, a_connection

EMPTY = Standing({}, {}, frozenset({"admin"}), DENIED)


def done(standing: Standing, commands: list[Command]) -> Standing:
    """What mosquitto makes of the commands, as it documents them."""
    clients, roles, default = dict(standing.clients), dict(standing.roles), dict(standing.default)
    for command in commands:
        user, role = command.get("username", ""), command.get("rolename", "")
        match command["command"]:
            case "setDefaultACLAccess":
                default |= {acl["acltype"]: acl["allow"] for acl in command["acls"]}
            case "deleteRole":
                del roles[role]
                clients = {name: replace(c, roles=c.roles - {role}) for name, c in clients.items()}
            case "createRole" | "modifyRole" as name:
                assert (role in roles) == (name == "modifyRole")
                roles[role] = frozenset((acl["acltype"], acl["topic"]) for acl in command["acls"])
            case "createClient":
                assert user not in clients
                assert user not in standing.others
                clients[user] = Client(command["textdescription"], frozenset(), disabled=False, bound=True)
                assert command["clientid"]
            case "deleteClient":
                del clients[user]
            case "modifyClient":
                given_roles = [entry["rolename"] for entry in command.get("roles", [])]
                assert set(given_roles) <= set(roles)
                clients[user] = replace(
                    clients[user],
                    roles=frozenset(given_roles) if "roles" in command else clients[user].roles,
                    password_hash=command.get("textdescription", clients[user].password_hash),
                    bound=bool(command.get("clientid", clients[user].bound)),
                )
            case "disableClient" | "enableClient" as name:
                clients[user] = replace(clients[user], disabled=name == "disableClient")
            case other:
                raise AssertionError(other)
    return Standing(clients, roles, standing.others, default)


def enrolled(standing: Standing, *grants: Grant) -> Standing:
    return done(standing, [standing.enrol(grant.user, "secret", grant.password_hash) for grant in grants])


def lets_in(standing: Standing) -> dict[str, object]:
    """Who may do something, and what."""
    return {
        user: frozenset().union(*(standing.roles[role] for role in client.roles))
        for user, client in standing.clients.items()
        if not client.disabled and not client.bound
    }


USERS = ("mat", "lamp", "pad", "sim")
GRANTS = st.lists(
    st.builds(
        lambda user, home, hashed: replace(a_connection(user, home=home), password_hash=hashed),
        st.sampled_from(USERS),
        st.sampled_from(["h1", "h2"]),
        st.sampled_from([HASH, "another"]),
    ),
    unique_by=lambda grant: grant.user,
)


@given(before=GRANTS, after=GRANTS, told=st.sets(st.sampled_from(USERS)))
def test_from_any_grants_to_any_others_those_get_in_whose_password_is_known_and_it_is_done_once(
    before: list[Grant], after: list[Grant], told: set[str]
) -> None:
    standing = enrolled(EMPTY, *before)
    standing = done(standing, standing.commands(before))
    standing = enrolled(standing, *(grant for grant in after if grant.user in told))
    standing = done(standing, standing.commands(after))
    known = {grant.user: grant.password_hash for grant in before}
    admitted = [grant for grant in after if grant.user in told or known.get(grant.user) == grant.password_hash]
    assert lets_in(standing) == {grant.user: rules(grant) for grant in admitted}
    assert set(standing.unknown(after)) == {grant.user for grant in after} - {grant.user for grant in admitted}
    assert standing.commands(after) == []


def test_somebody_elses_user_of_the_same_name_is_left_alone() -> None:
    standing = Standing({}, {}, frozenset({"admin", "gateway"}), DENIED)
    assert standing.commands([GATEWAY]) == []
    assert standing.unknown([GATEWAY]) == []


def test_a_default_that_lets_more_pass_is_closed() -> None:
    (command,) = replace(EMPTY, default={**DENIED, "subscribe": True}).commands([])
    assert command["command"] == "setDefaultACLAccess"
    assert done(EMPTY, [command]).default == DENIED


def test_who_waits_stays_as_he_is_and_a_newcomer_is_not_removed_before_he_is_granted() -> None:
    mat, new = a_connection("mat"), a_connection("new")
    standing = enrolled(EMPTY, mat)
    standing = enrolled(done(standing, standing.commands([mat])), new)
    assert standing.commands([], waiting=["mat"]) == []
    assert [command["command"] for command in standing.commands([])] == ["deleteRole", "deleteClient"]


def test_a_role_that_somebody_changed_at_mosquitto_is_set_right() -> None:
    mat = a_connection("mat")
    standing = enrolled(EMPTY, mat)
    standing = done(standing, standing.commands([mat]))
    wide = replace(standing, roles={role_of("mat"): frozenset({("subscribePattern", "#")})})
    assert lets_in(done(wide, wide.commands([mat]))) == {"mat": rules(mat)}
