"""``local enable|disable``: attach persistent volumes again after each boot."""

import os
import sys
from pathlib import Path

import click

from blockctl.context import Context
from blockctl.errors import BadUsage
from blockctl.output.terminal import note
from blockctl.paths import state_dir

# Where things are is kept for the boot; they name folders and files, and hold no secret.
_PLACES = (
    "BLOCKCTL_STATE_DIR", "BLOCKCTL_RUNTIME_DIR", "BLOCKCTL_CACHE_DIR", "BLOCKCTL_BRICK_LOCK_PATH",
    "OS_CLIENT_CONFIG_FILE",
)  # fmt: skip


@click.command()
@click.pass_obj
def enable(context: Context) -> None:
    """Attach persistent volumes again after each boot.

    Installs a systemd unit that runs 'blockctl local restore' before remote file systems are
    mounted. With --os-cloud NAME it uses that cloud; only the name is kept, never a secret.
    """
    from blockctl.connectors import unit

    cloud = _cloud_name(context)
    chosen = ["--os-cloud", cloud] if cloud else []
    variables = {
        name: os.path.abspath(context.env[name]) for name in _PLACES if context.env.get(name)
    }
    text = unit.text([*_own_command(), *chosen, "local", "restore"], state_dir(), variables)
    is_new = unit.install(text)
    if not context.quiet:
        note(
            f"{unit.NAME} is installed and enabled."
            if is_new
            else f"{unit.NAME} was installed already, and is enabled."
        )


@click.command()
@click.pass_obj
def disable(context: Context) -> None:
    """No longer attach persistent volumes again after a boot.

    What is attached now stays attached.
    """
    from blockctl.connectors import unit

    was_there = unit.remove()
    if not context.quiet:
        note(f"{unit.NAME} is removed." if was_there else f"{unit.NAME} was not installed.")


def _cloud_name(context: Context) -> str | None:
    """The cloud that was named, which must be configured; None when none was.

    Raises BadUsage where signing in takes what a unit may not keep.
    """
    from blockctl.cloud.environment import sign_in_variables
    from blockctl.options import ALL

    typed = {each.variable: context.options.get(each.key, "") for each in ALL}
    if given := sign_in_variables({**context.env, **{k: v for k, v in typed.items() if v}}):
        raise BadUsage(
            f"At boot nobody gives {', '.join(given)} (or its option), "
            "and no secret is kept in a unit.",
            "Name a cloud in /etc/openstack/clouds.yaml instead: --os-cloud NAME",
        )
    name = context.options.get("cloud") or context.env.get("OS_CLOUD")
    if name:
        _ = context.cloud  # refuses a name that no file knows
    return name


def _own_command() -> list[str]:
    """How this blockctl is started, from anywhere and without a PATH."""
    started = Path(sys.argv[0]).absolute()
    if started.name == "blockctl" and os.access(started, os.X_OK) and started.is_file():
        return [str(started)]
    return [sys.executable, "-m", "blockctl"]
