"""The chosen cloud, for work in threads that may do without one."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from blockctl.context import Context

if TYPE_CHECKING:
    from blockctl.api.client import Cloud


def lazily(context: Context) -> Callable[[], "Cloud"]:
    """What gives the cloud when it is first asked for, by whichever thread."""
    one_at_a_time = threading.Lock()

    def cloud() -> "Cloud":
        with one_at_a_time:
            return context.cloud

    return cloud
