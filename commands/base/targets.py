"""Several targets at once: each is tried and each failure is told."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread

from blockctl.errors import BlockctlError, Interrupted, SomeFailed
from blockctl.output.terminal import note

# Enough to hide the network's latency, few enough not to be a burden to one API worker.
_AT_ONCE = 8


def run_all(
    targets: Sequence[str],
    work: Callable[[str], None],
    done: str,
    again: Callable[[str], bool] = lambda _: False,
) -> None:
    """Run ``work`` on every target, several at once; ``done`` is the past tense: ``deleted``.

    One target alone raises its own error. Of several, each is reported on stderr, and
    SomeFailed is raised when one failed. A failed one for which ``again`` is true is tried
    again after the others, as long as one more of them succeeds. Ctrl-C begins none that has not
    begun, and raises Interrupted.
    """
    unique = list(dict.fromkeys(targets))
    if len(unique) == 1:
        work(unique[0])
        return
    failures: list[BaseException | None] = []
    left = unique
    while left:
        queue, outcomes = _begin(left, work)
        blocked: list[str] = []
        try:
            for target in left:
                if outcomes[target].exception() and again(target):
                    blocked.append(target)
                else:
                    failures.append(_report(target, outcomes[target], done, unique))
        except KeyboardInterrupt:
            while not queue.empty():
                _next(queue)
            begun = sum(not outcome.done() for outcome in outcomes.values())
            raise Interrupted(
                f"Interrupted; {len(unique) - begun} of {len(unique)} {done} or failed.",
                "The others may or may not have been: look before you try again.",
            ) from None
        if all(each.exception() for each in outcomes.values()):
            failures += [_report(target, outcomes[target], done, unique) for target in blocked]
            break
        left = blocked
    bugs = [error for error in failures if error and not isinstance(error, BlockctlError)]
    if bugs:
        raise bugs[0]
    if failed := sum(error is not None for error in failures):
        raise SomeFailed(f"{len(unique) - failed} of {len(unique)} {done}")


def _begin(
    targets: Sequence[str], work: Callable[[str], None]
) -> "tuple[SimpleQueue[str], dict[str, Future[None]]]":
    """What no thread has begun yet, and how each target ends, or will."""
    queue: SimpleQueue[str] = SimpleQueue()
    outcomes: dict[str, Future[None]] = {target: Future() for target in targets}
    for target in targets:
        queue.put(target)
    for _ in range(min(_AT_ONCE, len(targets))):
        # Not a pool: the interpreter would wait for its threads when it is interrupted.
        Thread(target=_work_off, args=(queue, outcomes, work), daemon=True).start()
    return queue, outcomes


def _work_off(
    queue: "SimpleQueue[str]", outcomes: dict[str, "Future[None]"], work: Callable[[str], None]
) -> None:
    while (target := _next(queue)) is not None:
        try:
            work(target)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is asked for
            outcomes[target].set_exception(error)
        else:
            outcomes[target].set_result(None)


def _next(queue: "SimpleQueue[str]") -> str | None:
    try:
        return queue.get_nowait()
    except Empty:
        return None


def _report(
    target: str, outcome: "Future[None]", done: str, targets: Sequence[str]
) -> BaseException | None:
    error = outcome.exception()
    if error is None:
        note(f"{done:<8} {target}")
    elif isinstance(error, BlockctlError):
        tell_failure(f"{target:<{max(map(len, targets))}}", error)
    return error


def tell_failure(what: str, error: BlockctlError) -> None:
    """Say on stderr that one of several failed, and why."""
    remedy = f" {error.remedy}" if error.remedy else ""
    note(f"{'failed':<8} {what}  {error.message}{remedy}")
