"""Why a server could not be reached or did not answer, as a clause a person can act on."""

from collections.abc import Iterator

# What OpenSSL says when the other side does not answer with TLS at all.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")
# How a TLS server's alert begins, read as if it were a status line (RFC 8446, section 5.1).
_TLS_ALERT = "\x15\x03"


def reason_of(error: BaseException) -> str:
    """The clause for a failed exchange: "it did not answer in time"."""
    import socket

    if isinstance(error, socket.gaierror | UnicodeError):
        return "its name cannot be resolved"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if untrusted := getattr(error, "verify_message", None):
        return f"its certificate is not trusted ({untrusted})"
    if speaks_no_tls(error):
        return "it does not speak TLS; its URL may have to begin with http:"
    line = getattr(error, "line", None)
    if isinstance(line, str):
        tls = line.startswith(_TLS_ALERT)
        return (
            "it speaks TLS; its URL has to begin with https:" if tls else "it does not speak HTTP"
        )
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def speaks_no_tls(error: BaseException) -> bool:
    """Whether it is OpenSSL's error for a server that answered a greeting with something else."""
    return getattr(error, "reason", None) in _NO_TLS


def causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and what led to it, innermost last; each once."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        each = queue.pop(0)
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            queue += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]


def innermost_reason(error: BaseException) -> str | None:
    """The clause for the system's own error at the bottom of a library's, None without one."""
    own = ("builtins", "socket", "ssl", "http.client")
    found = [each for each in causes(error) if type(each).__module__ in own]
    known = [each for each in found if isinstance(each, OSError) or hasattr(each, "line")]
    return reason_of(known[-1]) if known else None
