"""``--project`` and ``--user`` with their domains, looked up when the verb runs."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from blockctl.commands.base.options import NAME
from blockctl.context import Context
from blockctl.neighbours import identity

Verb = TypeVar("Verb", bound=Callable[..., Any])
# Returns the ID; raises as blockctl.neighbours.identity does.
LookUp = Callable[[], str]

_ID_OF = {"project": identity.project_id, "user": identity.user_id}
_ONLY_OF = "Only those of this {} (name or ID; admins only)."


def owner_options(verb: Verb) -> Verb:
    """``--project`` and ``--user``, given to the verb as the API's filters: ``owner``."""
    user = _owner_option("user", _ONLY_OF.format("user"))
    return _owner_option("project", _ONLY_OF.format("project"))(user(_with_owner(verb)))


def project_option(verb: Verb) -> Verb:
    """``--project`` alone, given to the verb as ``owner`` too."""
    return _owner_option("project", _ONLY_OF.format("project"))(_with_owner(verb))


def project_id_option(text: str) -> Callable[[Verb], Verb]:
    """Give a verb ``project``: a function that looks up its ID, or None; ``text`` is the help."""
    return _owner_option("project", text)


def _owner_option(what: str, text: str) -> Callable[[Verb], Verb]:
    def decorate(verb: Verb) -> Verb:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapper(context: Context, *args: Any, **kwargs: Any) -> Any:
            name, domain = kwargs.pop(what), kwargs.pop(f"{what}_domain")
            find = _ID_OF[what]
            kwargs[what] = (lambda: find(context.neighbours, name, domain)) if name else None
            return verb(*args, **kwargs)

        decorated: Any = click.option(
            f"--{what}-domain", type=NAME, metavar="DOMAIN", help=f"Domain of that {what}."
        )(wrapper)
        option = click.option(f"--{what}", type=NAME, metavar=what.upper(), help=text)
        return option(decorated)  # type: ignore[no-any-return]

    return decorate


def _with_owner(verb: Verb) -> Verb:
    @functools.wraps(verb)
    def wrapper(
        *args: Any, project: LookUp | None, user: LookUp | None = None, **kwargs: Any
    ) -> Any:
        given = {"project_id": project, "user_id": user}
        owner = {name: look_up() for name, look_up in given.items() if look_up}
        return verb(*args, owner=owner, **kwargs)

    return wrapper  # type: ignore[return-value]
