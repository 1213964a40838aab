"""From a cloud's entry to its CloudConfig: profile, region and arguments laid over each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blockctl.cloud import address, merge, profiles, regions, sign_in
from blockctl.cloud.model import CloudConfig

# A key of one service may carry any of its type's names; the first found wins
# (https://service-types.openstack.org: block-storage and its aliases).
_SERVICE = ("block_storage", "volumev3", "volumev2", "volume", "block_store")

# Those that are asked for names.
# By their types, as a cloud's configuration calls them.
_NEIGHBOURS = {
    "identity": "identity", "image": "image", "compute": "compute", "key-manager": "key_manager",
}  # fmt: skip


def assemble(
    env: Mapping[str, str],
    source: str,
    entry: Mapping[str, Any],
    arguments: Mapping[str, str],
    place: str = "",
) -> CloudConfig:
    """The cloud that ``entry`` describes, with ``arguments`` (options, variables) over it.

    ``source`` and ``place`` name it and its file in messages. Raises BadUsage for what makes no
    sense, and as profiles.load does.
    """
    named = profiles.profile_of(entry)
    profile = profiles.load(env, named, f"{source}{place}") if named else {}
    region = regions.choose(source, arguments.get("region_name"), entry, profile)
    config = merge.over(merge.over(merge.over(profile, entry), region.values), arguments)
    config["region_name"] = region.name
    auth_type, auth = sign_in.settle(f"{source}{place}", config)
    for key in ("auth_url", "endpoint"):
        if key in auth:
            url = merge.filled(str(auth[key]), {**auth, **config})
            auth[key] = address.check(url, f"The {key.replace('_', ' ')} of {source}{place}")
    override = _service(config, "endpoint_override") or _service(config, "endpoint")
    overrides = {
        service: config.get(f"{key}_endpoint_override") or config.get(f"{key}_endpoint")
        for service, key in _NEIGHBOURS.items()
    }
    checked = {
        service: address.check(
            merge.filled(str(url), {**auth, **config}), f"The endpoint override of {source}{place}"
        )
        for service, url in {"": override, **overrides}.items()
        if url
    }
    insecure = merge.is_yes(config.get("insecure"))
    return CloudConfig(
        source,
        auth_type,
        auth,
        region=_service(config, "region_name") or region.name,
        interface=_service(config, "interface") or _plain(config, "interface") or "public",
        service_type=_service(config, "service_type") or "block-storage",
        service_name=_service(config, "service_name"),
        endpoint_override=checked.pop("", None),
        neighbour_overrides=checked,
        api_version=arguments.get("volume_api_version")
        or _service(config, "default_microversion")
        or _service(config, "api_version"),
        verify=not insecure and config.get("verify") not in (False, "False", "false"),
        ca_file=_file(config, "cacert") or _bundle(env),
        cert_file=_file(config, "cert"),
        key_file=_file(config, "key"),
    )


def _service(config: Mapping[str, Any], key: str) -> Any:
    return next((found for each in _SERVICE if (found := _plain(config, f"{each}_{key}"))), None)


def _plain(config: Mapping[str, Any], key: str) -> Any:
    older = key.replace("interface", "endpoint_type")
    return config.get(key) or config.get(older)


def _bundle(env: Mapping[str, str]) -> str | None:
    """The certificate authorities that requests, and so OSC, takes from the environment."""
    return env.get("REQUESTS_CA_BUNDLE") or env.get("CURL_CA_BUNDLE") or None


def _file(config: Mapping[str, Any], key: str) -> str | None:
    return str(Path(str(config[key])).expanduser()) if config.get(key) else None
