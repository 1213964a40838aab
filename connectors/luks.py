"""LUKS, through cryptsetup: the passphrase goes in on its standard input.

os-brick's own encryptor formats whatever it finds to be no LUKS device, turns a link under
/dev/disk round, and knows no passphrase that is not text. What one of them made the other opens.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from blockctl.connectors import content, identity, locks
from blockctl.connectors.encryption import Sealing
from blockctl.errors import Conflict, LocalFailed

_MAPPER = Path("/dev/mapper")
# cryptsetup(8), "RETURN CODES"
_NOT_LUKS = 1
_WRONG_PASSPHRASE = 2
_NO_SUCH_MAPPING = 4


def open_(device: str, name: str, sealing: Sealing, *, may_format: bool) -> str:
    """Open the LUKS device and return the path of what is in it, ``/dev/mapper/NAME``.

    A device that is blank is formatted first, as nobody opened it before. Raises Conflict when it
    holds something else, or is blank and must not be written to; LocalFailed when the passphrase
    does not open it or cryptsetup fails.
    """
    path = str(_MAPPER / name)
    with locks.mapping_lock(name) as lock:
        if opened(device) == path:
            return path  # by an attach that was cut short
        is_new = _run(["isLuks", device], lock, allowed=(_NOT_LUKS,)) == _NOT_LUKS
        if is_new:
            _refuse_unless_blank(device)
            if not may_format:
                raise Conflict(
                    f"{device} is to be opened as encrypted, and was never written to.",
                    "Attach it with --mode rw once, which formats it.",
                )
            _format(device, sealing, lock)
        words = ["open", "--type", "luks", "--key-file", "-", device, name]
        _run(words, lock, sealing.passphrase)
        if is_new:
            content.blank(path)  # or what is deciphered there would look like data
    return path


def close(name: str) -> None:
    """End the mapping ``name``; nothing where there is none. Raises LocalFailed."""
    with locks.mapping_lock(name) as lock:
        if (_MAPPER / name).exists():
            _run(["close", name], lock, allowed=(_NO_SUCH_MAPPING,))


def resize(name: str, passphrase: bytes) -> None:
    """Have the mapping ``name`` be as large as its device allows. Raises LocalFailed."""
    with locks.mapping_lock(name) as lock:
        _run(["resize", "--key-file", "-", name], lock, passphrase)


def opened(device: str) -> str | None:
    """The path of what the device is open as, by whomever; None when it is not."""
    try:
        about = identity.sysfs(Path(device).stat())
    except OSError:
        return None
    for holder in about.glob("holders/dm-*/dm"):
        if (holder / "uuid").read_text(encoding="ascii", errors="replace").startswith("CRYPT-"):
            return str(_MAPPER / (holder / "name").read_text(errors="replace").strip())
    return None


def _refuse_unless_blank(device: str) -> None:
    there = content.content_of(device)
    if there != content.NEW:
        raise Conflict(
            f"{device} is to be opened as encrypted, and is not: it has {there or 'something'} "
            "on it, which is left alone.",
            "Attach it without a key, or clear it yourself if nothing on it is wanted.",
        )


def _format(device: str, sealing: Sealing, lock: int) -> None:
    how = sealing.encryption
    words = ["luksFormat", "--batch-mode", "--type", how.format, "--key-file", "-"]
    words += ["--cipher", how.cipher] if how.cipher else []
    words += ["--key-size", str(how.key_size)] if how.key_size else []
    _run([*words, device], lock, sealing.passphrase)


def _run(words: Sequence[str], lock: int, given: bytes = b"", allowed: Sequence[int] = ()) -> int:
    """``lock`` is inherited: cryptsetup holds it on when this process is killed meanwhile."""
    try:
        done = subprocess.run(
            ["cryptsetup", *words], input=given, capture_output=True, pass_fds=[lock], check=False
        )
    except FileNotFoundError:
        raise LocalFailed(
            "cryptsetup is not installed, so nothing encrypted opens here.",
            "See what to install with: blockctl local doctor luks",
        ) from None
    if done.returncode == 0 or done.returncode in allowed:
        return done.returncode
    if done.returncode == _WRONG_PASSPHRASE:
        raise LocalFailed(
            f"The key does not open {words[-2] if words[0] == 'open' else words[-1]}.",
            "A key of a cloud opens as its bytes in hexadecimal; a key file is taken as it is.",
        )
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    told = lines[-1].rstrip(".") if lines else f"it ended with {done.returncode}"
    raise LocalFailed(f"cryptsetup {words[0]} failed: {told}.")
