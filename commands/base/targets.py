"""Several targets at once: each is tried and each failure is told."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from blockctl.errors import BlockctlError, SomeFailed
from blockctl.output.terminal import note

# Enough to hide the network's latency, few enough not to be a burden to one API worker.
_AT_ONCE = 8


def run_all(targets: Sequence[str], work: Callable[[str], None], done: str) -> None:
    """Run ``work`` on every target, several at once; ``done`` is the past tense: ``deleted``.

    One target alone raises its own error. Of several, each is reported on stderr, and
    SomeFailed is raised when one failed; when all failed alike their common class is kept.
    """
    unique = list(dict.fromkeys(targets))
    if len(unique) == 1:
        work(unique[0])
        return
    with ThreadPoolExecutor(min(_AT_ONCE, len(unique))) as pool:
        futures = [pool.submit(work, target) for target in unique]
    width = max(len(target) for target in unique)
    failures = []
    for target, future in zip(unique, futures, strict=True):
        error = future.exception()
        if error is None:
            note(f"{done:<8} {target}")
        elif isinstance(error, BlockctlError):
            failures.append(error)
            remedy = f" {error.remedy}" if error.remedy else ""
            note(f"{'failed':<8} {target:<{width}}  {error.message}{remedy}")
        else:
            raise error
    if failures:
        raise SomeFailed(f"{len(unique) - len(failures)} of {len(unique)} {done}")
