"""What each command receives: the global options, the environment, and the cloud."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blockctl.api.client import Cloud
    from blockctl.neighbours import Neighbours
    from blockctl.observer import Observer
    from blockctl.session import Session


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
        from blockctl.session import block_storage

        return block_storage(self, self._session)

    @cached_property
    def neighbours(self) -> "Neighbours | None":
        """The services that know names; None where no identity service tells of them."""
        from blockctl.session.neighbouring import neighbours

        return neighbours(self._session)

    @cached_property
    def _session(self) -> "Session":
        from blockctl.session import open_session

        return open_session(self)
