"""What all nouns share: output options, waiting, several targets, kinds of option values."""

from blockctl.commands.base.nouns import (
    delete_all,
    delete_verb,
    forced_delete_verb,
    option_of,
    show_verb,
    target,
    targets,
    waiting_delete_verb,
)
from blockctl.commands.base.options import (
    NAME,
    SIZE,
    at_most_one,
    key_values,
    on_off,
    scheduler_hints,
)
from blockctl.commands.base.output import lists, shows
from blockctl.commands.base.owners import owner_options, project_option
from blockctl.commands.base.paging import paged
from blockctl.commands.base.parts import Part, run_parts
from blockctl.commands.base.targets import run_all
from blockctl.commands.base.waiting import (
    timeout_option,
    until_gone,
    until_ready,
    wait_options,
)

__all__ = [
    "NAME",
    "SIZE",
    "Part",
    "at_most_one",
    "delete_all",
    "delete_verb",
    "forced_delete_verb",
    "key_values",
    "lists",
    "on_off",
    "option_of",
    "owner_options",
    "paged",
    "project_option",
    "run_all",
    "run_parts",
    "scheduler_hints",
    "show_verb",
    "shows",
    "target",
    "targets",
    "timeout_option",
    "until_gone",
    "until_ready",
    "wait_options",
    "waiting_delete_verb",
]
