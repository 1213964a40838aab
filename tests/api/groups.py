"""Volume groups for the tests, made through the command and deleted at their end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api.conftest import Blockctl

TYPE = "__DEFAULT__"


def shown(blockctl: Blockctl, *args: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(blockctl(*args, "-f", "json").stdout)


def refused(blockctl: Blockctl, *args: str) -> tuple[int, str]:
    """The exit code of a command and all that it said on stderr."""
    done = blockctl("-q", *args, check=False)
    return done.returncode, done.stderr.strip()


class Groups:
    """Makes volume groups of one group type, which bears the same name as the first of them."""

    def __init__(self, blockctl: Blockctl, name: str) -> None:
        self._blockctl = blockctl
        self.name = name
        self.group_type = shown(blockctl, "volume", "group", "type", "create", name)["ID"]

    def __call__(self, name: str = "") -> str:
        """An available group of volumes of the default type; returns its ID."""
        made = shown(
            self._blockctl, "volume", "group", "create", "--wait", "--name", name or self.name,
            "--volume-group-type", self.group_type, "--volume-type", TYPE,
        )  # fmt: skip
        assert made["Status"] == "available"
        return str(made["ID"])

    def fill(self, group: str, *volumes: str) -> None:
        """Put volumes into a group."""
        self._blockctl("volume", "group", "add", "volume", "--wait", group, *volumes)

    def snapshot(self, group: str) -> str:
        """An available snapshot of a group; returns its ID."""
        made = shown(self._blockctl, "volume", "group", "snapshot", "create", "--wait", group)
        assert made["Status"] == "available"
        return str(made["ID"])


@contextmanager
def groups_of(blockctl: Blockctl, name: str) -> Iterator[Groups]:
    """A maker of groups; at the end everything that is of its group type is deleted."""
    groups = Groups(blockctl, name)
    try:
        yield groups
    finally:
        for noun in (("volume", "group", "snapshot"), ("volume", "group")):
            rows = shown(blockctl, *noun, "list", "--long")
            ids = [row["ID"] for row in rows if row["Group Type"] == groups.group_type]
            force = ["--force"] if noun[-1] == "group" else []
            if ids:
                blockctl(*noun, "delete", "--wait", *force, *ids)
        blockctl("volume", "group", "type", "delete", groups.group_type)
