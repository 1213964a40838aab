"""What each command receives: the global options, the environment, and the cloud."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blockctl.api.client import Cloud
    from blockctl.observer import Observer


@dataclass
class Context:
    """The world a command runs in, passed in rather than reached for.

    ``env`` stands for the process environment, so that a test can pass another. ``options``
    holds the global options that were given, by their keys in blockctl.options; secrets
    are among them, so it has no repr. ``observer`` is told of each request, if it is there.
    """

    env: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    debug: bool = False
    quiet: bool = False
    observer: "Observer | None" = None

    @cached_property
    def cloud(self) -> "Cloud":
        """The Block Storage API of the chosen cloud; signing in waits for the first request.

        Raises BadUsage when no cloud is configured and no standalone service is there.
        """
        from blockctl.session import connect

        return connect(self)
