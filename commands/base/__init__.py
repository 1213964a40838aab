"""What all nouns share: output options, waiting, several targets, kinds of option values."""

from blockctl.commands.base.options import SIZE, at_most_one, key_values
from blockctl.commands.base.output import lists, shows
from blockctl.commands.base.targets import run_all
from blockctl.commands.base.waiting import until_gone, until_ready, wait_options

__all__ = [
    "SIZE",
    "at_most_one",
    "key_values",
    "lists",
    "run_all",
    "shows",
    "until_gone",
    "until_ready",
    "wait_options",
]
