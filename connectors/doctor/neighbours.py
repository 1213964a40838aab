"""Other users of os-brick on this host: whether its locks keep them and blockctl apart."""

import configparser
import os
from collections.abc import Iterator
from pathlib import Path

from blockctl.connectors.doctor.finding import Finding, ok, warning
from blockctl.connectors.doctor.host import Host, Process
from blockctl.paths import runtime_dir

# Services that attach volumes through os-brick, and the file that configures each by default.
_SERVICES = {
    "nova-compute": "etc/nova/nova.conf",
    "cinder-volume": "etc/cinder/cinder.conf",
    "cinder-backup": "etc/cinder/cinder.conf",
    "glance-api": "etc/glance/glance-api.conf",
    "ironic-conductor": "etc/ironic/ironic.conf",
    "zun-compute": "etc/zun/zun.conf",
}


def check(host: Host) -> Iterator[Finding]:
    """Each keeps os-brick's locks where blockctl does.

    Raises NotAllowed where the configuration of one cannot be read.
    """
    ours = runtime_dir() / "os-brick"
    # Of a service's many workers one tells for all.
    running = {service: each for each in host.processes if (service := _service(each))}
    for service, process in sorted(running.items()):
        theirs = _lock_path(host, _configuration(service, process))
        if theirs is not None and os.path.realpath(theirs) == os.path.realpath(ours):
            yield ok(f"{service} shares os-brick's locks with blockctl")
            continue
        place = f"in {theirs}" if theirs else "elsewhere"
        yield warning(
            f"{service} (process {process.pid}) keeps os-brick's locks {place}, blockctl in "
            f"{ours}: they do not keep each other from working on one device.",
            f"Do not attach or detach with blockctl while {service} does.",
        )
    if not running:
        yield ok("no other user of os-brick runs here")


def _service(process: Process) -> str | None:
    # The first words may be an interpreter and the script that it runs.
    names = (Path(word).name for word in process.words[:2])
    return next((name for name in names if name in _SERVICES), None)


def _configuration(service: str, process: Process) -> str:
    words = process.words
    for at, word in enumerate(words):
        if word.startswith("--config-file="):
            return word.partition("=")[2].lstrip("/")
        if word == "--config-file" and at + 1 < len(words):
            return words[at + 1].lstrip("/")
    return _SERVICES[service]


def _lock_path(host: Host, file: str) -> str | None:
    """os-brick's own option, else the one it falls back to (os_brick/opts.py)."""
    text = host.text(file)
    if text is None:
        return None
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    for section in ("os_brick", "oslo_concurrency"):
        if path := parser.get(section, "lock_path", fallback=None):
            return path
    return None
