"""A command in the tree."""

from typing import NamedTuple


class Leaf(NamedTuple):
    """A command: ``module:attribute`` below blockctl.commands, and its line of help."""

    target: str
    help: str
