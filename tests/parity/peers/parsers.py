"""Prints what OpenStackClient's volume commands take, read off their own parsers, as JSON.

Runs in the environment of the peers. For each command: its positionals (least and most of each)
and its options, with the spellings of each, whether it takes a value, whether it can be repeated
with effect, and the words it accepts. ``long`` are all its long options, cliff's too.
"""

import argparse
import json
import sys
from typing import Any

GROUPS = ("openstack.volume.v3",)
# Commands about block storage that OSC keeps among those about all services.
COMMON_GROUP = "openstack.common"
COMMON = {
    "availability zone list", "extension list", "limits show", "quota delete", "quota list",
    "quota set", "quota show", "versions show",
}  # fmt: skip
# Those that cliff gives to every command of a kind; tests/parity/cases/formats.py has them all.
SHARED = {
    "-h", "-f", "-c", "--noindent", "--max-width", "--fit-width", "--print-empty", "--quote",
    "--sort-column", "--sort-ascending", "--sort-descending", "--prefix", "--variable",
}  # fmt: skip


def main() -> None:
    from openstackclient.shell import OpenStackShell

    shell = OpenStackShell()
    manager = shell.command_manager
    for group in (*GROUPS, COMMON_GROUP):
        manager.add_command_group(group)
    taken = {}
    for name, entry in sorted(manager):
        words = name.replace("_", " ")
        if getattr(entry, "group", "") in GROUPS or words in COMMON:
            command = entry.load()(shell, argparse.Namespace(), cmd_name=words)
            taken[words] = _taken_by(command.get_parser(words))
    json.dump(taken, sys.stdout)


def _taken_by(parser: argparse.ArgumentParser) -> dict[str, Any]:
    actions = [each for each in parser._actions if not SHARED & set(each.option_strings)]
    return {
        "positionals": [
            [0 if each.nargs in ("?", "*") else 1, None if each.nargs in ("+", "*") else 1]
            for each in actions
            if not each.option_strings
        ],
        "options": [_option(each) for each in actions if each.option_strings],
        "long": [
            name
            for each in parser._actions
            for name in each.option_strings
            if name.startswith("--")
        ],
    }


def _option(action: argparse.Action) -> dict[str, Any]:
    kind = type(action).__name__
    return {
        "names": list(action.option_strings),
        "takes_value": action.nargs != 0,
        "repeatable": kind == "_AppendAction" or kind.startswith(("KeyValue", "MultiKeyValue")),
        # OSC has None among the words of some.
        "choices": sorted(each for each in action.choices if each) if action.choices else None,
        "required": action.required,
    }


if __name__ == "__main__":
    main()
