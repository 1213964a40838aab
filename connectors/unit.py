"""The systemd unit that attaches persistent volumes again, before file systems are mounted."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from blockctl.connectors.programs import complaint, ended
from blockctl.errors import LocalFailed, NotAllowed

NAME = "blockctl-restore.service"
FOLDER = Path("/etc/systemd/system")
# sd_booted(3): this folder is there when systemd is the init.
_BOOTED = Path("/run/systemd/system")
_SECONDS = 60

# Whatever logs in, or finds paths, on its own comes first; remote file systems, and what waits
# for them, come after (systemd.special(7), remote-fs-pre.target).
_TEXT = """\
[Unit]
Description=Attach blockctl's persistent volumes again
Wants=network-online.target remote-fs-pre.target
After=network-online.target iscsid.socket iscsid.service open-iscsi.service iscsi.service
After=multipathd.service nvmf-autoconnect.service
Before=remote-fs-pre.target
RequiresMountsFor={state}

[Service]
Type=oneshot
RemainAfterExit=yes
{environment}ExecStart={command}
# A boot must not wait for ever for storage that is gone.
TimeoutStartSec=10min
# What serves an attached volume (rbd-nbd) outlives the command that attached it.
KillMode=process

[Install]
WantedBy=multi-user.target
"""


def text(command: Sequence[str], state: Path, variables: Mapping[str, str]) -> str:
    """The unit that runs ``command`` (its first word an absolute path) at boot.

    ``state`` is the folder of the ledger; ``variables`` are the environment, and no secrets.
    """
    environment = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in sorted(variables.items())
    )
    # In ExecStart a '$' would be the beginning of a variable (systemd.service(5)).
    words = [_quoted(word).replace("$", "$$") for word in command]
    return _TEXT.format(state=_quoted(str(state)), environment=environment, command=" ".join(words))


def install(unit: str, folder: Path = FOLDER) -> bool:
    """Write the unit, have systemd read it, and enable it; whether its text is new.

    Raises NotAllowed without root, LocalFailed without systemd or when it refuses.
    """
    _refuse_without_systemd()
    file = folder / NAME
    is_new = not file.exists() or file.read_text(encoding="utf-8") != unit
    try:
        if is_new:
            _write(file, unit)
    except OSError as trouble:
        raise LocalFailed(f"{file} cannot be written: {trouble.strerror}.") from trouble
    _systemctl("daemon-reload")
    _systemctl("enable", NAME)
    return is_new


def remove(folder: Path = FOLDER) -> bool:
    """Disable the unit and remove it; whether it was there. Raises as ``install`` does."""
    _refuse_without_systemd()
    file = folder / NAME
    if not file.exists():
        return False
    _systemctl("disable", NAME)
    try:
        file.unlink()
    except OSError as trouble:
        raise LocalFailed(f"{file} cannot be removed: {trouble.strerror}.") from trouble
    _systemctl("daemon-reload")
    return True


def _refuse_without_systemd() -> None:
    if os.geteuid() != 0:
        raise NotAllowed("Only root can change what happens at boot.", "Run it with sudo.")
    if not _BOOTED.is_dir() or shutil.which("systemctl") is None:
        raise LocalFailed(
            "This host was not booted by systemd.",
            "Have its own init run, before file systems are mounted: blockctl local restore",
        )


def _quoted(word: str) -> str:
    """One word of a unit file (systemd.syntax(7)); '%' would be the beginning of a specifier."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _write(file: Path, unit: str) -> None:
    """Whole or not at all: systemd may read it at any moment."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{NAME}.")
    try:
        with open(descriptor, "w", encoding="utf-8") as made:
            made.write(unit)
            made.flush()
            os.fchmod(made.fileno(), 0o644)
            os.fsync(made.fileno())
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _systemctl(*arguments: str) -> None:
    command = ["systemctl", "--quiet", *arguments]
    done = ended(command, seconds=_SECONDS)
    if done.returncode != 0:
        told = complaint(done)[0].rstrip(".")
        raise LocalFailed(f"'{' '.join(command)}' did not work: {told}.")
