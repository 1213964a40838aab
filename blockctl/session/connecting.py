"""From the options and the environment to the Cloud; nothing is sent before the first request."""

import os
from typing import TYPE_CHECKING

from blockctl import cloud as clouds
from blockctl.api import microversion
from blockctl.api.client import Cloud
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


def connect(context: "Context") -> Cloud:
    """The cloud that the options and the environment name.

    Raises BadUsage when none is configured or what is configured makes no sense.
    """
    cloud = clouds.resolve(context.env, context.options)
    pin = microversion.pinned(cloud.api_version)
    if not context.quiet:
        for each in cloud.notes:
            note(each)
    observer = context.observer or Observer()
    transport = observer.observed(_transport(context, cloud))

    def tell(method: str, url: str, seconds: float) -> None:
        observer.tell(Exchange(method, url, "signing in", seconds))

    identity = Identity(context.env, cloud, tell)
    user = Authenticated(transport, identity.access, identity.renew)
    cache = Cache("endpoints", lifetime=3600, folder=cache_dir(context.env))
    advice = "Its log may tell more: blockctl standalone logs" if cloud.standalone else None
    return Cloud(lambda: user.access().endpoint, user, pin=pin, cache=cache, advice=advice)


def _transport(context: "Context", cloud: CloudConfig) -> Transport:
    for file in (cloud.ca_file, cloud.cert_file, cloud.key_file):
        if file and not os.access(file, os.R_OK):
            raise BadUsage(f"{file}, which {cloud.source} names for TLS, cannot be read.")
    tls = Tls(cloud.verify, cloud.ca_file, cloud.cert_file, cloud.key_file)
    # The token of the standalone service must not leave this host.
    if has_proxy(context.env) and not cloud.standalone:
        return Proxied(tls)
    return LeanTransport(tls)
