"""What each command receives: the global options, the environment, and the cloud."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blockctl.api.client import Cloud


@dataclass
class Context:
    """The world a command runs in, passed in rather than reached for.

    ``env`` stands for the process environment, so that a test can pass another.
    """

    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    cloud_name: str | None = None
    api_version: str | None = None
    debug: bool = False
    quiet: bool = False

    @cached_property
    def cloud(self) -> "Cloud":
        """The Block Storage API of the chosen cloud; signing in waits for the first request.

        Raises BadUsage when no cloud is configured and no standalone service is there.
        """
        from blockctl.session import connect

        return connect(self)
