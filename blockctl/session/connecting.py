"""From the options and the environment to a session; nothing is sent before the first request."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blockctl import cloud as clouds
from blockctl.api import microversion
from blockctl.api.client import Cloud
from blockctl.api.microversion import Microversion
from blockctl.cache import Cache
from blockctl.cloud.model import CloudConfig
from blockctl.errors import BadUsage
from blockctl.observer import Exchange, Observer
from blockctl.output.terminal import note
from blockctl.paths import cache_dir
from blockctl.session.authenticated import Authenticated
from blockctl.session.identity import Identity
from blockctl.session.proxied import Proxied, has_proxy
from blockctl.tls import Tls
from blockctl.transport import LeanTransport, Transport

if TYPE_CHECKING:
    from blockctl.context import Context


@dataclass(frozen=True, repr=False)
class Session:
    """One user of one cloud, who signs in once for all services that are asked.

    ``pin`` is the microversion of the volume API that the user insists on. ``config`` holds
    secrets, so this has no repr.
    """

    config: CloudConfig
    user: Authenticated
    pin: Microversion | None


def open_session(context: "Context") -> Session:
    """The session of the cloud that the options and the environment name.

    Raises BadUsage when none is configured or what is configured makes no sense.
    """
    config = clouds.resolve(context.env, context.options)
    pin = microversion.pinned(config.api_version)
    if not context.quiet:
        for each in config.notes:
            note(each)
    observer = context.observer or Observer()
    transport = observer.observed(_transport(context, config))

    def tell(method: str, url: str, seconds: float) -> None:
        observer.tell(Exchange(method, url, "signing in", seconds))

    identity = Identity(context.env, config, tell)
    return Session(config, Authenticated(transport, identity.access, identity.renew), pin)


def block_storage(context: "Context", session: Session) -> Cloud:
    """The Block Storage API, as ``session`` reaches it."""
    cache = Cache("endpoints", lifetime=3600, folder=cache_dir(context.env))
    is_local = session.config.standalone
    advice = "Its log may tell more: blockctl standalone logs" if is_local else None
    user = session.user
    return Cloud(lambda: user.access().endpoint, user, pin=session.pin, cache=cache, advice=advice)


def _transport(context: "Context", cloud: CloudConfig) -> Transport:
    for file in (cloud.ca_file, cloud.cert_file, cloud.key_file):
        if file and not os.access(file, os.R_OK):
            raise BadUsage(f"{file}, which {cloud.source} names for TLS, cannot be read.")
    tls = Tls(cloud.verify, cloud.ca_file, cloud.cert_file, cloud.key_file)
    # The token of the standalone service must not leave this host.
    if has_proxy(context.env) and not cloud.standalone:
        return Proxied(tls)
    return LeanTransport(tls)
