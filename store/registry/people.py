"""Who may log in: persons and roles, sessions, API tokens, one-time links. Secrets are known by their hashes only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select, update

from care.clock import Now
from care.errors import Conflict
from care.people import Person, Role
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import exists, must_be_new, must_exist, not_found


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A login that holds until ``expires``."""

    person: Person
    csrf: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token as its owner sees it in a list."""

    hash: str
    name: str
    expires: datetime | None


class People:
    """Persons and what proves that a request is theirs. What has expired by ``now`` is as if it were not there."""

    def __init__(self, work: Work, now: Now) -> None:
        self._work = work
        self._now = now

    def add(self, person: Person, password_hash: str) -> None:
        """Add a person with the roles they have; an email that is known already, in any case, raises Conflict."""
        with self._work.writing() as db:
            must_be_new(db, t.people, "person", id=person.id)
            if exists(db, t.people, email_key=_key(person.email)):
                raise Conflict(f"There is somebody with the email {person.email} already.")
            values = person.model_dump(exclude={"roles"})
            db.execute(insert(t.people).values(**values, email_key=_key(person.email), password_hash=password_hash))
            for organisation, roles in person.roles.items():
                must_exist(db, t.organisations, "organisation", id=organisation)
                for role in roles:
                    db.execute(insert(t.roles).values(person=person.id, organisation=organisation, role=role))

    def get(self, person_id: str) -> Person:
        """Give a person."""
        with self._work.reading() as db:
            return _get(db, person_id)

    def by_email(self, email: str) -> Person | None:
        """Give the person with this email, in any case; None when there is nobody."""
        with self._work.reading() as db:
            row = db.execute(select(t.people).filter_by(email_key=_key(email))).mappings().first()
            return None if row is None else _persons(db, [row])[0]

    def everyone(self) -> list[Person]:
        """Give all persons by id."""
        with self._work.reading() as db:
            return _persons(db, db.execute(select(t.people).order_by(t.people.c.id)).mappings())

    def password_hash(self, person_id: str) -> str:
        """Give the hash of a person's password."""
        with self._work.reading() as db:
            found = db.execute(select(t.people.c.password_hash).filter_by(id=person_id)).scalar()
        if found is None:
            raise not_found("person", id=person_id)
        return str(found)

    def set_password(self, person_id: str, password_hash: str) -> None:
        """Set a person's password; their sessions end and their unused links are void. API tokens stay."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=person_id)
            db.execute(update(t.people).where(t.people.c.id == person_id).values(password_hash=password_hash))
            db.execute(delete(t.sessions).where(t.sessions.c.person == person_id))
            db.execute(delete(t.links).where(t.links.c.person == person_id))

    def grant(self, person_id: str, organisation: str, role: Role) -> None:
        """Give a person a role in an organisation; having it already is no error."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=person_id)
            must_exist(db, t.organisations, "organisation", id=organisation)
            if not exists(db, t.roles, person=person_id, organisation=organisation, role=role):
                db.execute(insert(t.roles).values(person=person_id, organisation=organisation, role=role))

    def ungrant(self, person_id: str, organisation: str, role: Role) -> None:
        """Take a role away; not having it is no error."""
        c = t.roles.c
        with self._work.writing() as db:
            db.execute(delete(t.roles).where(c.person == person_id, c.organisation == organisation, c.role == role))

    def open_session(self, token_hash: str, person_id: str, csrf: str, expires: datetime) -> None:
        """Begin a session; sessions and links that have expired are cleared away."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=person_id)
            for table in (t.sessions, t.links):
                db.execute(delete(table).where(table.c.expires <= self._now()))
            db.execute(insert(t.sessions).values(hash=token_hash, person=person_id, csrf=csrf, expires=expires))

    def session(self, token_hash: str) -> SessionRow | None:
        """Give the session of this token, None when there is none that holds."""
        with self._work.reading() as db:
            row = db.execute(select(t.sessions).filter_by(hash=token_hash)).first()
            if row is None or row.expires <= self._now():
                return None
            return SessionRow(_get(db, row.person), row.csrf, row.expires)

    def close_session(self, token_hash: str) -> None:
        """End a session; one that has ended is no error."""
        self._remove(t.sessions, token_hash)

    def add_token(self, token_hash: str, person_id: str, name: str, expires: datetime | None) -> None:
        """Add an API token of a person; ``expires`` None: it holds until it is revoked."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=person_id)
            db.execute(insert(t.tokens).values(hash=token_hash, person=person_id, name=name, expires=expires))

    def token(self, token_hash: str) -> Person | None:
        """Give the person whose API token this is, None when it does not hold."""
        with self._work.reading() as db:
            row = db.execute(select(t.tokens).filter_by(hash=token_hash)).first()
            if row is None or (row.expires is not None and row.expires <= self._now()):
                return None
            return _get(db, row.person)

    def tokens(self, person_id: str) -> list[TokenRow]:
        """Give a person's API tokens by name."""
        c = t.tokens.c
        with self._work.reading() as db:
            query = select(c.hash, c.name, c.expires).where(c.person == person_id).order_by(c.name, c.hash)
            return [TokenRow(row.hash, row.name, row.expires) for row in db.execute(query)]

    def revoke_token(self, token_hash: str) -> None:
        """Revoke an API token; one that is not there is no error."""
        self._remove(t.tokens, token_hash)

    def add_link(self, link_hash: str, person_id: str, expires: datetime) -> None:
        """Add a link that logs a person in once."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=person_id)
            db.execute(insert(t.links).values(hash=link_hash, person=person_id, expires=expires))

    def use_link(self, link_hash: str) -> Person | None:
        """Use a link up and give its person; None when it has expired, or whoever else came first has used it."""
        with self._work.writing() as db:
            row = db.execute(select(t.links).filter_by(hash=link_hash)).first()
            used = db.execute(delete(t.links).where(t.links.c.hash == link_hash)).rowcount
            if row is None or not used or row.expires <= self._now():
                return None
            return _get(db, row.person)

    def _remove(self, table: Table, token_hash: str) -> None:
        with self._work.writing() as db:
            db.execute(delete(table).where(table.c.hash == token_hash))


def _key(email: str) -> str:
    return email.strip().casefold()


def _get(db: Connection, person_id: str) -> Person:
    row = db.execute(select(t.people).filter_by(id=person_id)).mappings().first()
    if row is None:
        raise not_found("person", id=person_id)
    return _persons(db, [row])[0]


def _persons(db: Connection, rows: Iterable[RowMapping]) -> list[Person]:
    rows = list(rows)
    query = select(t.roles)
    if len(rows) == 1:
        query = query.filter_by(person=rows[0]["id"])
    roles: dict[str, dict[str, set[Role]]] = defaultdict(lambda: defaultdict(set))
    for row in db.execute(query):
        roles[row.person][row.organisation].add(Role(row.role))
    return [
        Person(
            id=row["id"],
            email=row["email"],
            name=row["name"],
            language=row["language"],
            roles={organisation: frozenset(held) for organisation, held in roles[row["id"]].items()},
        )
        for row in rows
    ]
