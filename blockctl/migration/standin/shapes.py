"""The shapes that many verbs share: list, show, create, delete each, act on one, metadata."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from blockctl.diagnosis.overwriting import warn
from blockctl.errors import BlockctlError
from blockctl.migration.standin.api import Refused
from blockctl.migration.standin.finding import Kind, Record, fetched, find, listed
from blockctl.migration.standin.metadata import unset_each
from blockctl.migration.standin.run import Run, Verb, pairs
from blockctl.migration.standin.tables import print_fields, print_records, say

Made = Callable[[Run], Any]
OnOne = Callable[[Run, str], Any]


def shown(record: Mapping[str, Any], pretty: Collection[str] = ()) -> None:
    """Print a resource's fields without its links."""
    print_fields({key: value for key, value in record.items() if key != "links"}, pretty=pretty)


def show(kind: Kind, dest: str, pretty: Collection[str] = ()) -> Verb:
    """Show one resource."""
    return lambda run: shown(find(run, kind, run[dest]), pretty)


def create(kind: Kind, body: Made) -> Verb:
    """Create a resource, and show it as it is then."""

    def verb(run: Run) -> None:
        made = run.api.send("POST", kind.place(run), {kind.one: body(run)})[kind.one]
        shown(fetched(run, kind, made["id"]))

    return verb


def records(path: str, many: str, columns: Sequence[str], query: Made | None = None) -> Verb:
    """List a collection."""

    def verb(run: Run) -> None:
        print_records(listed(run, path, many, query(run) if query else {}), columns)

    return verb


def delete_with(kind: Kind) -> OnOne:
    """Delete one resource by its ID."""
    return lambda run, found: run.api.send("DELETE", f"{kind.place(run)}/{found}")


def act(run: Run, kind: Kind, resource_id: str, name: str, arguments: Any = None) -> Any:
    """Run one of the API's actions on a resource."""
    return run.api.send("POST", f"{kind.place(run)}/{resource_id}/action", {name: arguments})


def action(kind: Kind, dest: str, name: str, arguments: Made | None = None) -> Verb:
    """Run an action on the one resource that is named."""

    def verb(run: Run) -> None:
        found = find(run, kind, run[dest])
        act(run, kind, found["id"], name, arguments(run) if arguments else None)

    return verb


def each(
    kind: Kind, dest: str, do: OnOne, *, failed: str, none: str, done: str | None = None
) -> Verb:
    """Do something to each of several; only when all fail does cinder say so at its end.

    ``failed`` begins what is said of one, ``done`` is said of one that went well.
    """

    def verb(run: Run) -> None:
        names: Sequence[str] = run[dest]
        failures = 0
        for name in names:
            try:
                do(run, find(run, kind, name)["id"])
            except BlockctlError as error:
                failures += 1
                say(f"{failed % name} failed: {error.message}")
            else:
                if done:
                    say(done % name)
        if failures == len(names):
            raise Refused(none)

    return verb


def delete_each(
    kind: Kind,
    dest: str,
    noun: str,
    many: str,
    do: OnOne | None = None,
    *,
    done: bool = False,
    verb: str = "delete",
) -> Verb:
    """Delete each of several; ``done`` if cinder confirms it."""
    return each(
        kind,
        dest,
        do or delete_with(kind),
        failed=f"Delete for {noun} %s",
        none=f"Unable to {verb} any of the specified {many}.",
        done=f"Request to delete {noun} %s has been accepted." if done else None,
    )


def reset_each(kind: Kind, dest: str, noun: str, many: str, done: str | None = None) -> Verb:
    """Reset the state of each of several; of a single one cinder says only why it failed."""

    def verb(run: Run) -> None:
        names: Sequence[str] = run[dest]
        failures = []
        for name in names:
            try:
                found = find(run, kind, name)
                state = {"status": run["state"]} if run["state"] else {}
                warn(f"volume {noun}", found, state, run.api.get)
                act(run, kind, found["id"], "os-reset_status", state)
            except BlockctlError as error:
                failures.append(f"Reset state for {noun} {name} failed: {error.message}")
                if len(names) > 1:
                    say(failures[-1])
            else:
                if done:
                    say(done % name)
        if len(failures) == len(names):
            several = f"Unable to reset the state for any of the specified {many}."
            raise Refused(several if len(names) > 1 else failures[0])

    return verb


def keys(kind: Kind, dest: str, within: str) -> Verb:
    """Set or unset the specs of a type."""

    def verb(run: Run) -> None:
        found = find(run, kind, run[dest])["id"]
        path = f"{kind.path}/{found}/{within}"
        given = pairs(run["metadata"])
        if run["action"] == "set":
            run.api.send("POST", path, {within: given})
            return
        # cinder stops after the first key of a group type; all are meant.
        unset_each(run, path, given)

    return verb


def replaced(kind: Kind, dest: str) -> Callable[[Run], Record]:
    """Replace a resource's metadata, and return the answer."""

    def verb(run: Run) -> Record:
        found = find(run, kind, run[dest])["id"]
        body = {"metadata": pairs(run["metadata"])}
        return run.api.send("PUT", f"{kind.path}/{found}/metadata", body)

    return verb
