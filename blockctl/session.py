"""Who we are: signs in through keystoneauth1 where a cloud asks for it, and makes the Cloud."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blockctl import config
from blockctl.api import microversion
from blockctl.api.client import Cloud, Login
from blockctl.cache import Cache
from blockctl.errors import BadUsage, BlockctlError, NotAllowed, Unreachable
from blockctl.output.terminal import note
from blockctl.paths import cache_dir
from blockctl.transport import LeanTransport, Tls

if TYPE_CHECKING:
    from blockctl.config import CloudConfig
    from blockctl.context import Context


def connect(context: "Context") -> Cloud:
    """The cloud that the options and the environment name; nothing is sent yet.

    Raises BadUsage when none is configured or what is configured makes no sense.
    """
    cloud = config.resolve(context.env, context.cloud_name)
    pin = microversion.pinned(context.api_version or context.env.get("OS_VOLUME_API_VERSION"))
    if cloud.standalone and not context.quiet:
        note(f"using the standalone service at {urlsplit(cloud.auth['endpoint']).netloc}")
    for file in (cloud.ca_file, cloud.cert_file, cloud.key_file):
        if file and not os.access(file, os.R_OK):
            raise BadUsage(f"{file}, which {cloud.source} names for TLS, cannot be read.")
    tls = Tls(cloud.verify, cloud.ca_file, cloud.cert_file, cloud.key_file)
    trace = None
    if context.debug:
        from blockctl.output.trace import trace_exchange

        trace = trace_exchange
    cache = Cache("endpoints", lifetime=3600, folder=cache_dir(context.env))
    return Cloud(_sign_in(cloud), LeanTransport(tls), pin=pin, cache=cache, trace=trace)


def _sign_in(cloud: "CloudConfig") -> Callable[[], Login]:
    def with_token() -> Login:
        try:
            return Login(cloud.auth["endpoint"], cloud.auth["token"])
        except KeyError as missing:
            raise BadUsage(
                f"The auth type admin_token needs a {missing.args[0]}, and {cloud.source} has none."
            ) from None

    def with_keystone() -> Login:
        return _ask_keystone(cloud)

    return with_token if cloud.auth_type == "admin_token" else with_keystone


def _ask_keystone(cloud: "CloudConfig") -> Login:
    from keystoneauth1 import exceptions, loading
    from keystoneauth1.session import Session

    try:
        loader = loading.get_plugin_loader(cloud.auth_type)
        known = {
            name.replace("-", "_")
            for option in loader.get_options()
            for name in (option.name, *(old.name for old in option.deprecated))
        }
        options = {key: value for key, value in cloud.auth.items() if key in known}
        session = Session(
            auth=loader.load_from_options(**options),
            verify=(cloud.ca_file or True) if cloud.verify else False,
            cert=(cloud.cert_file, cloud.key_file) if cloud.key_file else cloud.cert_file,
        )
        token = session.get_token()
        endpoint = cloud.endpoint_override or session.get_endpoint(
            service_type="block-storage", interface=cloud.interface, region_name=cloud.region
        )
    except exceptions.NoMatchingPlugin:
        raise BadUsage(f"There is no auth type '{cloud.auth_type}' ({cloud.source}).") from None
    except exceptions.MissingRequiredOptions as missing:
        names = ", ".join(option.name for option in missing.options)
        raise BadUsage(f"Signing in with {cloud.source} needs {names} as well.") from None
    except (exceptions.Unauthorized, exceptions.Forbidden) as refused:
        raise NotAllowed(f"Signing in with {cloud.source} was refused: {refused.message}") from None
    except exceptions.ConnectFailure as failure:
        where = cloud.auth.get("auth_url", "the identity service")
        raise Unreachable(f"The identity service at {where} cannot be reached.") from failure
    except exceptions.ClientException as failure:
        raise BlockctlError(f"Signing in with {cloud.source} failed: {failure}") from failure
    if not endpoint:
        where = f" in region {cloud.region}" if cloud.region else ""
        raise BlockctlError(
            f"The catalog of {cloud.source} has no block-storage endpoint{where} "
            f"for interface {cloud.interface}."
        )
    return Login(endpoint, token)
