"""Places inside Cinder where a test makes it stop, so that what is killed is in mid-operation."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def held(whole: Callable[..., Any], name: str, folder: Callable[..., Path]) -> Callable[..., Any]:
    """``whole``, stopped at its beginning while the file ``hold-NAME`` is in the folder.

    It says so by ``at-NAME``. ``folder`` is asked for the folder with the call's own arguments.
    """

    def stops(*args: Any, **options: Any) -> Any:
        gate = folder(*args) / f"hold-{name}"
        if gate.exists():
            gate.with_name(f"at-{name}").touch()
            while gate.exists():
                time.sleep(0.05)
        return whole(*args, **options)

    return stops
