"""Runs one cinder command line against the volume service."""

from collections.abc import Mapping
from typing import Any

from blockctl.context import Context
from blockctl.migration import extension, syntax
from blockctl.migration.parser import CinderLine
from blockctl.migration.standin.api import Api, Refused
from blockctl.migration.standin.run import Run
from blockctl.migration.standin.tables import say
from blockctl.migration.syntax import Version

_COMPLETION = ("bash-completion", "bash_completion")


def run(line: CinderLine, context: Context, asked: Version, env: Mapping[str, str]) -> None:
    """Do what ``line`` asks for, and print what cinder prints.

    ``context`` is the world as ours (signing_in.as_ours), ``asked`` the microversion, ``env``
    what cinder itself looks at: ALL_TENANTS and POLL_TIMEOUT_PERIOD.

    Raises Refused with cinder's words, and other errors in ours. The verbs of the brick
    extension, which work on this host, are not known here.
    """
    if line.shared.get("version"):
        say(syntax.cinderclient())
    elif not line.verb:
        _help(line.help or "")
    elif line.verb in _COMPLETION:
        say(" ".join(_words()))
    else:
        _ask(line, context, asked, env)


def _ask(line: CinderLine, context: Context, asked: Version, env: Mapping[str, str]) -> None:
    from blockctl.migration.standin.verbs import verbs
    from blockctl.session import block_storage, open_session

    session = open_session(context)
    api = Api(block_storage(context, session), session.user, asked)
    verbs()[line.verb](Run(api, line.given, _defaults(line.verb, asked), env))


def _defaults(verb: str, version: Version) -> Mapping[str, Any]:
    """What cinder takes for what is not given; of two of one dest the first counts."""
    form = [form for form in syntax.forms(verb) if form.fits(version)][-1]
    return {each.dest: each.default for each in reversed(form.takes) if each.fits(version)}


def _help(verb: str) -> None:
    from blockctl.migration import usage
    from blockctl.migration.row import BLOCKCTL
    from blockctl.migration.rows import table

    if not verb:
        say("usage: cinder [global options] <verb> ...\n\nVerbs:")
        for each in syntax.verbs():
            say(f"  {each}")
        say("\nWhat one takes, and what it is in blockctl: blockctl migrate lookup VERB")
        return
    row = table().get(verb)
    if row is None:
        raise Refused(f"'{verb}' is not a valid subcommand")
    say(f"usage: {usage.of_cinder(verb)}")
    for each in usage.of_target(row, BLOCKCTL):
        say(f"In blockctl: blockctl {each}")


def _words() -> list[str]:
    verbs = [verb for verb in syntax.verbs() if verb not in (*_COMPLETION, *extension.VERBS)]
    options = {name for verb in verbs for taken in syntax.current(verb) if taken.is_option
               for name in taken.names}  # fmt: skip
    return [*verbs, *sorted(options)]
