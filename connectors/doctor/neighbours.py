"""Other users of os-brick on this host: whether its locks keep them and blockctl apart."""

import os
from collections.abc import Iterator
from pathlib import Path

from blockctl.connectors import brick_locks
from blockctl.connectors.doctor.finding import Finding, ok, warning
from blockctl.connectors.doctor.host import Host, Process


def check(host: Host) -> Iterator[Finding]:
    """Each keeps os-brick's locks where blockctl does.

    Raises NotAllowed where the configuration of one cannot be read.
    """
    folder = brick_locks.chosen(host.root)
    ours = folder.path
    if not folder.is_ours:
        yield ok(f"os-brick's locks are in {ours}, as {folder.whose} has it")
        if not host.exists(str(ours).lstrip("/")):
            yield warning(f"There is no {ours} to keep os-brick's locks in.", f"mkdir -p {ours}")
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
            f"Have blockctl share them: {brick_locks.VARIABLE}={theirs}"
            if theirs
            else f"Do not attach or detach with blockctl while {service} does.",
        )
    if not running:
        own = f"; its locks are in {ours}" if folder.is_ours else ""
        yield ok(f"no other user of os-brick runs here{own}")


def _service(process: Process) -> str | None:
    # The first words may be an interpreter and the script that it runs.
    names = (Path(word).name for word in process.words[:2])
    return next((name for name in names if name in brick_locks.SERVICES), None)


def _configuration(service: str, process: Process) -> str:
    words = process.words
    for at, word in enumerate(words):
        if word.startswith("--config-file="):
            return word.partition("=")[2].lstrip("/")
        if word == "--config-file" and at + 1 < len(words):
            return words[at + 1].lstrip("/")
    return brick_locks.SERVICES[service]


def _lock_path(host: Host, file: str) -> str | None:
    text = host.text(file)
    return None if text is None else brick_locks.configured(text, file)
