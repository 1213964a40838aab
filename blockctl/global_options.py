"""The global options as click options, and how what was given reaches the commands."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from blockctl import options
from blockctl.context import Context
from blockctl.options import Setting

Verb = TypeVar("Verb", bound=Callable[..., Any])

_FLAGS = (
    click.option("-v", "--verbose", count=True, help="Tell each request; -vv all of it."),
    click.option("-q", "--quiet", is_flag=True, help="Print no notes."),
    click.option("--debug", is_flag=True, help="Show all requests, and where an error arose."),
    click.option("--timing", is_flag=True, help="Tell at the end how long each request took."),
    click.option("--log-file", metavar="FILE", help="Write to this file what -v tells."),
    click.option("--insecure", is_flag=True, help="Do not verify the server's certificate."),
    click.option("--verify", is_flag=True, help="Verify it, whatever is configured."),
)

# In the order of --help. Each option with a value has a variable.
_SECTIONS: Mapping[str, tuple[Setting, ...]] = {
    "Which cloud (--os-region-name is OS_REGION_NAME, and so on)": options.CONNECTION,
    "Signing in": options.SIGN_IN,
    "Secrets from files": options.SECRET_FILES,
    "Signing in with less common auth types": options.OTHER_SIGN_IN,
}


def global_options(verb: Verb) -> Verb:
    """Give the root command every global option."""
    for settings in reversed([*_SECTIONS.values(), options.OLDER]):
        for setting in reversed(settings):
            verb = _option(setting)(verb)
    for flag in reversed(_FLAGS):
        verb = flag(verb)
    return verb


def write_help(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options in sections: 60 of them in one list would hide the few that matter."""
    of_section = {
        setting.option: title for title, settings in _SECTIONS.items() for setting in settings
    }
    lines: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for title in _SECTIONS}}
    for option in command.get_params(ctx):
        record = option.get_help_record(ctx)
        if record is not None:
            lines[of_section.get(option.opts[-1], "Options")].append(record)
    for title, records in lines.items():
        with formatter.section(title):
            formatter.write_dl(records)


def context_of(ctx: click.Context, given: Mapping[str, Any]) -> Context:
    """What commands receive, from the values that click has parsed, by parameter name.

    Raises UsageError for flags that exclude each other, BadUsage for a log file that cannot be
    written.
    """
    if given["insecure"] and given["verify"]:
        raise click.UsageError("--insecure and --verify exclude each other.", ctx)
    values = {
        setting.key: given[f"os_{setting.key}"]
        for setting in options.ALL
        if given[f"os_{setting.key}"] is not None
    }
    if given["insecure"] or given["verify"]:
        values["insecure"] = "true" if given["insecure"] else "false"
        values["verify"] = "true" if given["verify"] else "false"
    observer = None
    verbosity = 2 if given["debug"] else given["verbose"]
    if verbosity or given["timing"] or given["log_file"]:
        from blockctl.observer import Observer

        observer = ctx.with_resource(
            Observer(verbosity=verbosity, timing=given["timing"], log_file=given["log_file"])
        )
    return Context(options=values, debug=given["debug"], quiet=given["quiet"], observer=observer)


def _option(setting: Setting) -> Callable[[Verb], Verb]:
    return click.option(
        setting.option,
        f"os_{setting.key}",
        metavar=setting.metavar,
        type=click.Choice(setting.choices) if setting.choices else None,
        hidden=setting in options.OLDER,
        help=setting.help,
    )
