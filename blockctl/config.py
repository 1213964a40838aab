"""Which cloud: ``--os-cloud``, ``OS_*`` variables, clouds.yaml, else the standalone service."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blockctl.errors import BadUsage
from blockctl.paths import state_dir
from blockctl.standalone import record

# Variables that choose how a client looks or behaves, not where it signs in.
_NOT_A_CLOUD = {"OS_CLOUD", "OS_CLIENT_CONFIG_FILE", "OS_VOLUME_API_VERSION", "OS_CACERT"}
_NOT_SIGN_IN = {"auth_type", "region_name", "interface", "endpoint_type", "cacert", "cert", "key"}


@dataclass(frozen=True, repr=False)
class CloudConfig:
    """How to reach one cloud. ``auth`` holds secrets, so this has no repr.

    ``source`` names where it was found, for messages.
    """

    source: str
    auth_type: str
    auth: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None
    interface: str = "public"
    endpoint_override: str | None = None
    verify: bool = True
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    standalone: bool = False


def resolve(env: Mapping[str, str], cloud_name: str | None) -> CloudConfig:
    """The cloud to talk to.

    A named cloud wins over ``OS_*`` variables, these over the only cloud of a clouds.yaml, and
    with none of them the standalone service is used. Raises BadUsage when nothing is configured.
    """
    name = cloud_name or env.get("OS_CLOUD")
    if name:
        return _from_file(env, name)
    if sign_in := {key for key in env if key.startswith("OS_")} - _NOT_A_CLOUD:
        return _from_variables(env, sign_in)
    if file := _first_file(_search_path(env)):
        names = sorted(_clouds(file))
        if len(names) == 1:
            return _from_file(env, names[0])
        raise BadUsage(
            f"{file} has {len(names)} clouds and none was chosen.",
            f"Name one with --os-cloud: {', '.join(names)}.",
        )
    _refuse_lost_by_sudo(env)
    service = record.read(state_dir(env) / "standalone")
    if service is None:
        raise BadUsage(
            "No cloud is configured and no standalone service is set up on this host.",
            "Name a cloud with --os-cloud or OS_* variables, or run: blockctl standalone up",
        )
    auth = {"endpoint": service.endpoint, "token": service.token}
    return CloudConfig("the standalone service", "admin_token", auth, standalone=True)


def _from_variables(env: Mapping[str, str], present: set[str]) -> CloudConfig:
    auth_url, endpoint = env.get("OS_AUTH_URL"), env.get("OS_ENDPOINT") or env.get("OS_URL")
    if not auth_url and not endpoint:
        raise BadUsage(
            f"{', '.join(sorted(present))} are set, but neither OS_AUTH_URL nor OS_ENDPOINT is.",
            "Set all of them (sudo needs -E to keep them), unset them, or use --os-cloud.",
        )
    options = {
        key.removeprefix("OS_").lower(): value
        for key, value in env.items()
        if key in present and value
    }
    auth = {key: value for key, value in options.items() if key not in _NOT_SIGN_IN}
    auth_type = options.get("auth_type")
    if auth_type is None:
        auth_type = "password" if auth_url and "token" not in auth else "admin_token"
        if auth_url and "token" in auth:
            auth_type = "token"
    return CloudConfig(
        "the OS_* variables",
        auth_type,
        auth,
        region=options.get("region_name"),
        interface=options.get("interface", options.get("endpoint_type", "public")),
        endpoint_override=options.get("volume_endpoint_override"),
        ca_file=env.get("OS_CACERT"),
        cert_file=options.get("cert"),
        key_file=options.get("key"),
    )


def _from_file(env: Mapping[str, str], name: str) -> CloudConfig:
    searched = _search_path(env)
    file = _first_file(searched)
    if file is None:
        places = ", ".join(str(path) for path in searched)
        raise BadUsage(f"There is no clouds.yaml to find cloud '{name}' in; looked for {places}.")
    clouds = _clouds(file)
    if name not in clouds:
        raise BadUsage(
            f"Cloud '{name}' is not in {file}.",
            f"It has: {', '.join(sorted(clouds)) or 'no clouds'}.",
        )
    cloud = dict(clouds[name] or {})
    secure = file.with_name("secure.yaml")
    if secure.is_file():
        cloud = _merged(cloud, _clouds(secure).get(name) or {})
    if "profile" in cloud or "cloud" in cloud:
        raise BadUsage(
            f"Cloud '{name}' in {file} uses a vendor profile, which is not supported yet."
        )
    auth = cloud.get("auth")
    if not isinstance(auth, dict):
        raise BadUsage(f"Cloud '{name}' in {file} has no 'auth' section.")
    return CloudConfig(
        f"cloud {name}",
        cloud.get("auth_type") or "password",
        auth,
        region=cloud.get("region_name"),
        interface=cloud.get("interface") or "public",
        endpoint_override=cloud.get("block_storage_endpoint_override")
        or cloud.get("volume_endpoint_override"),
        verify=cloud.get("verify", True) is not False and not cloud.get("insecure"),
        ca_file=cloud.get("cacert"),
        cert_file=cloud.get("cert"),
        key_file=cloud.get("key"),
    )


def _search_path(env: Mapping[str, str]) -> list[Path]:
    if named := env.get("OS_CLIENT_CONFIG_FILE"):
        return [Path(named)]
    home = Path(env.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()) / "openstack"
    folders = (Path.cwd(), home, Path("/etc/openstack"))
    return [folder / f"clouds.{ending}" for folder in folders for ending in ("yaml", "yml")]


def _first_file(candidates: list[Path]) -> Path | None:
    return next((path for path in candidates if path.is_file()), None)


def _clouds(file: Path) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise BadUsage(f"{file} cannot be read: {unreadable.strerror}.") from unreadable
    except (yaml.YAMLError, ValueError) as broken:
        # The parser's own text quotes the line at fault, which may hold a password.
        mark = getattr(broken, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise BadUsage(f"{file} is not valid YAML{line}.") from None
    clouds = document.get("clouds") if isinstance(document, dict) else None
    if not isinstance(clouds, dict):
        raise BadUsage(f"{file} has no 'clouds' section.")
    return clouds


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if nested else value
    return merged


def _refuse_lost_by_sudo(env: Mapping[str, str]) -> None:
    """sudo drops OS_* and changes the home: do not act on another cloud than the user's."""
    caller = env.get("SUDO_USER")
    if not caller or os.geteuid() != 0:
        return
    try:
        home = Path(pwd.getpwnam(caller).pw_dir)
    except KeyError:
        return
    file = home / ".config" / "openstack" / "clouds.yaml"
    if file.is_file():
        raise BadUsage(
            f"{caller} has clouds in {file}, which sudo does not pass on, so no cloud was chosen.",
            f"Run: sudo OS_CLIENT_CONFIG_FILE={file} blockctl --os-cloud NAME …",
        )
