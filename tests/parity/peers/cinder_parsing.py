"""Prints what the ``cinder`` command makes of command lines: JSON in, JSON out.

Runs in the environment of the peers. Each line goes through cinder's own ``main`` up to where
it has read the line; it tells the verb and every value of the verb, or ``{"refused": true}``,
or ``{"help": true}``.
"""

import contextlib
import functools
import io
import json
import os
import sys
from typing import Any


class _ReadError(Exception):
    """Carries what main has read out of it."""


def main() -> None:
    for name in [name for name in os.environ if name.startswith(("OS_", "CINDER", "ALL_TENANTS"))]:
        del os.environ[name]
    from cinderclient import client, shell
    from cinderclient.v3 import shell as verbs

    extensions = client.discover_extensions("3")
    client.discover_extensions = lambda version: extensions
    base = shell.OpenStackCinderShell().get_base_parser()
    shared = {action.dest for action in base._actions} | {"func", "command"}
    _build_once(shell)
    told = [_told(shell, verbs, shared, line) for line in json.load(sys.stdin)]
    json.dump(told, sys.stdout)


def _build_once(shell: Any) -> None:
    """Keep the parsers of the newest microversion: building 150 of them is most of the time."""
    program = shell.OpenStackCinderShell
    build = program.get_subcommand_parser

    @functools.cache
    def newest() -> tuple[Any, Any]:
        maker = program()
        maker.extensions = shell.client.discover_extensions("3")
        version = shell.api_versions.APIVersion(shell.api_versions.MAX_VERSION)
        return build(maker, version, False, [""]), maker.subcommands

    def get_subcommand_parser(
        self: Any, version: Any, do_help: bool = False, input_args: Any = None
    ) -> Any:
        if version.get_string() != shell.api_versions.MAX_VERSION:
            return build(self, version, do_help, input_args)
        parser, self.subcommands = newest()
        return parser

    program.get_subcommand_parser = get_subcommand_parser


def _told(shell: Any, verbs: Any, shared: set[str], line: list[str]) -> dict[str, Any]:
    verbs.AppendFilters.filters = []
    program = shell.OpenStackCinderShell()

    def hook(name: str, *arguments: Any) -> None:
        if name == "__post_parse_args__":
            raise _ReadError(arguments[0])

    program._run_extension_hooks = hook
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            program.main(line)
        except _ReadError as read:
            found = vars(read.args[0])
        except SystemExit as ended:
            return {"refused": True} if ended.code else {"help": True}
        except Exception:  # noqa: BLE001 - as its real entry point does
            return {"refused": True}
        else:
            return {"help": True}
    verb = found["func"].__name__.removeprefix("do_").replace("_", "-")
    given = {name: value for name, value in found.items() if name not in shared}
    if verbs.AppendFilters.filters:
        given["filters"] = verbs.AppendFilters.filters
    return {"verb": verb, "given": given, "shared": {
        name: found[name] for name in ("debug", "os_volume_api_version", "os_endpoint_type")
    }}  # fmt: skip


if __name__ == "__main__":
    main()
