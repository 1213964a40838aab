"""Signing in through keystoneauth1: every auth type it has a plugin for."""

from typing import Any

from blockctl.cloud import address
from blockctl.cloud.model import CloudConfig
from blockctl.options import ALIASES
from blockctl.session.access import Access, checked
from blockctl.session.catalog import missing
from blockctl.session.identity import Tell
from blockctl.session.keystone_faults import told
from blockctl.session.libraries import hush

# Seconds for each request to the identity service; scrypt and bcrypt take it a while under load.
_TIMEOUT = 60.0


def sign_in(cloud: CloudConfig, tell: Tell) -> Access:
    """A token for ``cloud`` and the endpoint of its volume service.

    Raises BadUsage for what is missing, NotAllowed when the identity service refuses,
    Unreachable when it cannot be reached or fails, and NoSuchService for a catalog without a volume
    service.
    """
    hush()
    with told(cloud):
        auth = _plugin(cloud)
        session = _session(cloud, auth)
        try:
            headers = auth.get_headers(session) or {}
            endpoint = _endpoint(cloud, session)
            expires = _expires(auth, session)
        finally:
            for each in session.get_timings():
                tell(each.method, each.url, each.elapsed.total_seconds())
            session.session.close()
    return checked(Access(endpoint, headers, expires), cloud)


def _plugin(cloud: CloudConfig) -> Any:
    from keystoneauth1 import loading

    loader = loading.get_plugin_loader(cloud.auth_type)
    if cloud.auth_type == "v3multifactor":
        # Its options depend on its methods, which only load_from_options would tell it.
        loader._methods = _methods(cloud)
    options = {option.dest: _given(cloud, option) for option in loader.get_options()}
    chosen = {dest: value for dest, value in options.items() if value}
    if cloud.auth_type == "v3multifactor":
        chosen["auth_methods"] = _methods(cloud)
    return loader.load_from_options(**chosen)


def _given(cloud: CloudConfig, option: Any) -> Any:
    """The value of a plugin's option, by its present name or by an older one of its own."""
    spelt = [option.name, option.dest, *(old.name for old in option.deprecated)]
    names = [name.replace("-", "_") for name in spelt]
    names += [ALIASES[name] for name in names if name in ALIASES]
    return next((cloud.auth[name] for name in names if name in cloud.auth), None)


def _methods(cloud: CloudConfig) -> list[str]:
    methods = cloud.auth.get("auth_methods") or []
    return methods.split(",") if isinstance(methods, str) else list(methods)


def _session(cloud: CloudConfig, auth: Any) -> Any:
    from keystoneauth1.session import Session

    return Session(
        auth=auth,
        verify=(cloud.ca_file or True) if cloud.verify else False,
        cert=(cloud.cert_file, cloud.key_file) if cloud.key_file else cloud.cert_file,
        timeout=_TIMEOUT,
        app_name="blockctl",
        collect_timing=True,
    )


def _endpoint(cloud: CloudConfig, session: Any) -> str:
    if override := cloud.endpoint_override:
        for key in ("project_id", "tenant_id"):
            if f"%({key})s" in override:
                override = override.replace(f"%({key})s", session.get_project_id() or "")
        return override
    from keystoneauth1.exceptions import CatalogException

    try:
        # With a version asked for, an endpoint without one in its path is asked for its versions.
        found = session.get_endpoint(
            service_type=cloud.service_type,
            service_name=cloud.service_name,
            interface=cloud.interface,
            region_name=cloud.region,
            min_version="3.0",
            max_version="3.latest",
        )
    except CatalogException:
        found = None
    if not found:
        raise missing(cloud, cloud.service_type)
    return address.check(found, f"The volume endpoint in the catalog of {cloud.source}")


def _expires(auth: Any, session: Any) -> float | None:
    get_access = getattr(auth, "get_access", None)
    found: Any = get_access(session) if get_access else None
    return found.expires.timestamp() if found is not None and found.expires else None
