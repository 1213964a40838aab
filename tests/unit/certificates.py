"""Certificates for servers on loopback, made by openssl."""

import subprocess
from pathlib import Path
from typing import NamedTuple


class Pair(NamedTuple):
    """A certificate, which is its own authority, and its private key: files in PEM."""

    cert: Path
    key: Path


def make(folder: Path, name: str, *, address: str = "127.0.0.1", password: str = "") -> Pair:
    """A certificate for ``address``, whose key has a pass phrase if there is a ``password``."""
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
    protection = ["-passout", f"pass:{password}"] if password else ["-nodes"]
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-days", "2", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=IP:{address}", *protection,
            "-keyout", str(pair.key), "-out", str(pair.cert),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return pair
