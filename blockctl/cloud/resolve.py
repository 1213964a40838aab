"""Which cloud: options over variables over the cloud's entry over its vendor's profile.

The precedence is that of OSC on openstacksdk: a variable counts as its option does, so that
OS_REGION_NAME chooses among the regions of a named cloud; without a name the variables are a
cloud of their own, then the only cloud of the files is meant, and at last the standalone service.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from blockctl.cloud import environment, files, merge
from blockctl.cloud.assemble import assemble
from blockctl.cloud.model import CloudConfig
from blockctl.cloud.secrets import from_files
from blockctl.cloud.sudo import refuse_lost_clouds
from blockctl.errors import BadUsage
from blockctl.options import ALIASES
from blockctl.paths import state_dir
from blockctl.standalone import record


def resolve(env: Mapping[str, str], given: Mapping[str, str] | None = None) -> CloudConfig:
    """The cloud to talk to; ``given`` holds the values of the global options, by key.

    Raises BadUsage when nothing is configured, and for what is configured and makes no sense.
    """
    arguments = _arguments(env, given or {})
    path, document = files.load(env, files.CLOUDS)
    secure_path, secure = files.load(env, files.SECURE)
    listed = files.section(path, document, "clouds")
    clouds = merge.over(listed, files.section(secure_path, secure, "clouds"))
    variables = environment.sign_in_variables(env)
    wanted = arguments.pop("cloud", None)
    own_name = environment.cloud_name(env)
    if variables and own_name in clouds:
        raise BadUsage(
            f"{path} has a cloud named '{own_name}', as the cloud of the OS_* variables is.",
            "Rename it, or give the variables' cloud another name with OS_CLOUD_NAME.",
        )
    if wanted and not (variables and wanted == own_name):
        named = _named(env, wanted, clouds, path, arguments)
        mixed = f"{named.source} is used with {', '.join(variables)} of the environment"
        return replace(named, notes=(mixed,)) if variables else named
    if wanted or variables:
        _refuse_partial(variables, arguments)
        return assemble(env, "the OS_* variables", environment.cloud(env), arguments)
    if "auth_url" in arguments or "endpoint" in arguments:
        return assemble(env, "the options given", {}, arguments)
    if len(listed or clouds) == 1:
        return _named(env, next(iter(listed or clouds)), clouds, path, arguments)
    if clouds:
        raise BadUsage(
            f"{path} has {len(clouds)} clouds and none was chosen.",
            f"Name one with --os-cloud: {', '.join(sorted(clouds))}.",
        )
    if path:
        raise BadUsage(f"{path} has no clouds.")
    refuse_lost_clouds(env)
    return _standalone(env, arguments.get("volume_api_version"))


def _arguments(env: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What options and variables give, options first, under today's names."""
    typed = from_files({key: value for key, value in given.items() if value})
    variables = environment.arguments(env)
    for key in typed:
        variables.pop(f"{key}_file", None)
    known = {**from_files(variables), **typed}
    older = {ALIASES[key]: known.pop(key) for key in ALIASES if key in known}
    return {**older, **known}


def _named(
    env: Mapping[str, str],
    name: str,
    clouds: Mapping[str, Any],
    path: Path | None,
    arguments: Mapping[str, str],
) -> CloudConfig:
    if path is None and name not in clouds:
        folders = dict.fromkeys(each.parent for each in files.search_path(env, files.CLOUDS))
        places = ", ".join(str(each) if each != Path() else "this folder" for each in folders)
        raise BadUsage(
            f"There is no clouds.yaml to find cloud '{name}' in; looked in {places}.",
            "Put it there, or name it with OS_CLIENT_CONFIG_FILE.",
        )
    if name not in clouds:
        known = ", ".join(sorted(clouds)) or "no clouds"
        raise BadUsage(f"Cloud '{name}' is not in {path}.", f"It has: {known}.")
    entry = merge.alike(files.section(path, clouds, name))
    return assemble(env, f"cloud {name}", entry, arguments, f" in {path}")


def _refuse_partial(variables: list[str], arguments: Mapping[str, str]) -> None:
    if {"auth_url", "endpoint"}.isdisjoint(arguments):
        raise BadUsage(
            f"{', '.join(variables)} are set, but neither OS_AUTH_URL nor OS_ENDPOINT is.",
            "Set all of them (sudo needs -E to keep them), unset them, or use --os-cloud.",
        )


def _standalone(env: Mapping[str, str], api_version: str | None) -> CloudConfig:
    service = record.read(state_dir(env) / "standalone")
    if service is None:
        raise BadUsage(
            "No cloud is configured and no standalone service is set up on this host.",
            "Name a cloud with --os-cloud or OS_* variables, or run: blockctl standalone up",
        )
    auth = {"endpoint": service.endpoint, "token": service.token}
    note = f"using the standalone service at {urlsplit(service.endpoint).netloc}"
    return CloudConfig(
        "the standalone service",
        "admin_token",
        auth,
        api_version=api_version,
        standalone=True,
        notes=(note,),
    )
