"""Says whether OpenStackClient's own parsers take command lines: JSON in, JSON out.

Runs in the environment of the peers. Each line is the words behind ``openstack``; the answer to
each is empty, or why it is refused.
"""

import argparse
import contextlib
import functools
import io
import json
import sys
from typing import Any

GROUPS = ("openstack.volume.v3", "openstack.common", "openstack.image.v2", "openstack.cli")


def main() -> None:
    from openstackclient.shell import OpenStackShell

    shell = OpenStackShell()
    for group in GROUPS:
        shell.command_manager.add_command_group(group)
    json.dump([_refusal(shell, line) for line in json.load(sys.stdin)], sys.stdout)


def _refusal(shell: Any, line: list[str]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            _, rest = shell.parser.parse_known_args(line)
            rest = line[line.index(rest[0]) :] if rest else rest
            entry, name, arguments = shell.command_manager.find_command(rest)
            parser = _parser(shell, entry, name)
            parser.parse_args(arguments)
        except SystemExit:
            return said.getvalue().strip().splitlines()[-1]
        except ValueError as unknown:
            return str(unknown)
    # The parser takes unique beginnings of options; the table must not lean on that.
    known = parser._option_string_actions
    begun = [
        each for each in arguments if each[:2] == "--" != each and each.split("=")[0] not in known
    ]
    return f"no option {begun[0]}" if begun else ""


@functools.cache
def _parser(shell: Any, entry: Any, name: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = entry(shell, argparse.Namespace(), cmd_name=name).get_parser(
        name
    )
    return parser


if __name__ == "__main__":
    main()
