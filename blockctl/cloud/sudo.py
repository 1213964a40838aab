"""What ``sudo`` takes away: a command must not act on another cloud than its caller's."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from blockctl.errors import BadUsage


def refuse_lost_clouds(env: Mapping[str, str]) -> None:
    """Raise BadUsage for root through sudo when the caller has a clouds.yaml of their own.

    sudo drops OS_* and changes the home, so that what the caller chose cannot be known.
    """
    caller = env.get("SUDO_USER")
    if not caller or os.geteuid() != 0:
        return
    try:
        home = Path(pwd.getpwnam(caller).pw_dir)
    except KeyError:
        return
    for ending in ("yaml", "yml", "json"):
        file = home / ".config" / "openstack" / f"clouds.{ending}"
        if file.is_file():
            raise BadUsage(
                f"{caller} has clouds in {file}, which sudo does not pass on, "
                "so no cloud was chosen.",
                f"Run: sudo OS_CLIENT_CONFIG_FILE={file} blockctl --os-cloud NAME …",
            )
