"""What goes wrong in keystoneauth1, as our errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blockctl.cloud.model import CloudConfig
from blockctl.errors import BadUsage, BlockctlError, NotAllowed, Unreachable
from blockctl.transport_troubles import innermost_reason


@contextmanager
def told(cloud: CloudConfig) -> Iterator[None]:
    """Raise our errors in place of keystoneauth1's; none of them quotes a configured secret."""
    from keystoneauth1 import exceptions

    where = cloud.auth.get("auth_url", "the configured URL")
    doing = f"Signing in with {cloud.source}"
    try:
        yield
    except exceptions.NoMatchingPlugin:
        raise BadUsage(f"There is no auth type '{cloud.auth_type}' ({cloud.source}).") from None
    except exceptions.MissingRequiredOptions as missing:
        names = ", ".join(option.name for option in missing.options)
        raise BadUsage(f"{doing} needs {names} as well.") from None
    except (exceptions.Unauthorized, exceptions.Forbidden) as refused:
        raise NotAllowed(f"{doing} was refused: {_said(refused)}") from None
    except (exceptions.ConnectionError, exceptions.DiscoveryFailure) as failure:
        reason = innermost_reason(failure) or "it does not answer as an identity service does"
        raise Unreachable(f"The identity service at {where} cannot be used: {reason}.") from failure
    except exceptions.NotFound as failure:
        raise Unreachable(
            f"There is no identity service at {where}.", "Its URL often ends with /v3."
        ) from failure
    except exceptions.HttpServerError as failure:
        raise Unreachable(f"The identity service at {where} fails: {_said(failure)}") from failure
    except (exceptions.AuthorizationFailure, exceptions.AuthPluginException) as failure:
        raise BadUsage(f"{doing} failed: {failure}") from failure
    except exceptions.ClientException as failure:
        raise BlockctlError(f"{doing} failed: {failure}") from failure
    except (TypeError, ValueError, OSError):
        # Their texts may quote a value, which may be a secret, and so may their traceback.
        raise BadUsage(
            f"{doing} failed: what is configured does not fit auth type {cloud.auth_type}.",
        ) from None


def _said(answer: Any) -> str:
    """The identity service's own sentence, without the numbers that keystoneauth1 adds."""
    return str(answer.message).partition(" (HTTP ")[0]
