"""Servers, as Nova knows them (API v2.1, https://docs.openstack.org/api-ref/compute/)."""

import re
from collections.abc import Iterable

from blockctl.errors import BlockctlError, NotFound
from blockctl.neighbours.lookup import Kind, find, is_any_id, items_in, only_id
from blockctl.neighbours.service import Neighbours, NoSuchService

SERVER = Kind("server", "/servers", "servers", "server")


def server_id(neighbours: Neighbours | None, text: str) -> str:
    """The ID of the server with this name or ID.

    Where there is no service to ask only an ID is taken. Raises NotFound, Conflict, BadUsage,
    and NoSuchService for a name in a cloud without servers.
    """
    if neighbours is None:
        return only_id(SERVER, text)
    try:
        # Nova reads the filter as a regular expression.
        query = {"name": f"^{re.escape(text)}$"}
        return str(find(neighbours.compute, SERVER, text, query)["id"])
    except NoSuchService:
        if is_any_id(text):
            return text
        raise


def server_names(neighbours: Neighbours | None) -> dict[str, str]:
    """The names of the project's servers by their IDs; those that could be learned, maybe none."""
    names: dict[str, str] = {}
    try:
        while neighbours is not None:
            marker = next(reversed(names), None)
            doing = "Listing servers"
            answer = neighbours.compute.get(SERVER.path, doing, {"marker": marker})
            page = items_in(answer, SERVER, doing)
            added = {each["id"]: str(each.get("name")) for each in page if each["id"] not in names}
            names.update(added)
            if not added or not answer.get("servers_links"):
                break
    except BlockctlError:
        pass  # names are a convenience: the list is of volumes
    return names


def known(neighbours: Neighbours | None, ids: Iterable[str]) -> dict[str, str | None]:
    """The name of each server, None for one that Nova does not know.

    One that could not be asked for is left out.
    """
    found: dict[str, str | None] = {}
    if neighbours is None:
        return found
    for each in ids:
        try:
            answer = neighbours.compute.get(f"{SERVER.path}/{each}", f"Looking up server {each}")
            found[each] = str((answer.get("server") or {}).get("name") or each)
        except NotFound:
            found[each] = None
        except NoSuchService:
            break
        except BlockctlError:
            continue
    return found
