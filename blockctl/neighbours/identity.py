"""Projects, users and domains, as Keystone knows them (API v3).

https://docs.openstack.org/api-ref/identity/v3/
"""

from collections.abc import Iterator
from typing import Any

from blockctl.errors import NotFound
from blockctl.neighbours.lookup import (
    Item,
    Kind,
    find,
    has_id,
    is_any_id,
    listing,
    only_id,
    the_one,
)
from blockctl.neighbours.service import Neighbours, NotPermitted
from blockctl.output.terminal import note

PROJECT = Kind("project", "/projects", "projects", "project", word_ids=True, telling="domain_id")
USER = Kind("user", "/users", "users", "user", word_ids=True, telling="domain_id")
DOMAIN = Kind("domain", "/domains", "domains", "domain", word_ids=True)


def project_id(neighbours: Neighbours | None, text: str, domain: str | None = None) -> str:
    """The ID of the project with this name or ID; ``domain`` (name or ID) is where to look.

    Where there is no identity service (None), only an ID is taken, and where the user may not
    ask it, what is not known otherwise is taken for an ID. Raises NotFound, Conflict, BadUsage.
    """
    return _id(neighbours, PROJECT, text, domain)


def user_id(neighbours: Neighbours | None, text: str, domain: str | None = None) -> str:
    """The ID of the user with this name or ID; all else as project_id does."""
    return _id(neighbours, USER, text, domain)


def own_project_id(neighbours: Neighbours) -> str | None:
    """The ID of the project that the user works in; None for another scope."""
    found = _section(_token(neighbours), "project").get("id")
    return found if isinstance(found, str) else None


def _id(neighbours: Neighbours | None, kind: Kind, text: str, domain: str | None = None) -> str:
    if neighbours is None:
        return only_id(kind, text)
    domain_id = _id(neighbours, DOMAIN, domain) if domain else None
    try:
        query = {"name": text, "domain_id": domain_id}
        return str(find(neighbours.identity, kind, text, query)["id"])
    except NotPermitted:
        return text if is_any_id(text) else _own_id(neighbours, kind, text, domain_id)


def _own_id(neighbours: Neighbours, kind: Kind, text: str, domain_id: str | None) -> str:
    """The ID of what the user has to do with, for one who may not ask for others."""
    named = {
        each["id"]: each
        for each in _own(neighbours, kind)
        if text in (each["id"], each.get("name"))
        and (domain_id is None or each.get("domain_id") == domain_id)
    }
    if named:
        return str(the_one(kind, text, list(named.values()))["id"])
    note(f"You may not look up {kind.label}s, so '{text}' is taken for an ID.")
    return text


def _own(neighbours: Neighbours, kind: Kind) -> list[Item]:
    """Whatever of this kind the identity service tells every user about."""
    try:
        if kind is PROJECT:
            return listing(neighbours.identity, kind, {}, "/auth/projects")
        return list(_in_token(neighbours, kind))
    except (NotFound, NotPermitted):
        return []


def _in_token(neighbours: Neighbours, kind: Kind) -> Iterator[Item]:
    """The user of the token, or the domains of that user and of the project."""
    token = _token(neighbours)
    user, project = _section(token, "user"), _section(token, "project")
    if kind is USER and has_id(user):
        yield {**user, "domain_id": _section(user, "domain").get("id")}
    if kind is DOMAIN:
        domains = (_section(owner, "domain") for owner in (user, project))
        yield from (domain for domain in domains if has_id(domain))


def _token(neighbours: Neighbours) -> dict[str, Any]:
    """What the identity service says of the token at hand: its user and its project."""
    subject = {"X-Subject-Token": neighbours.token()}
    # Without the catalog, which is the larger part of the answer.
    query = {"nocatalog": ""}
    doing = "Asking whose token this is"
    return _section(neighbours.identity.get("/auth/tokens", doing, query, subject), "token")


def _section(document: Item, key: str) -> dict[str, Any]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}
