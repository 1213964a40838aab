"""What ``OS_*`` variables say: as arguments in disguise, and as a cloud of their own."""

from collections.abc import Mapping

from blockctl.options import ALIASES, ALL, AUTH_KEYS, SECRET_FILES

# The other variables choose among clouds, or how a client behaves: alone they are no cloud.
_SIGN_IN = {
    setting.variable
    for setting in ALL
    if setting in SECRET_FILES
    or setting.key == "auth_type"
    or ALIASES.get(setting.key, setting.key) in AUTH_KEYS
}


def arguments(env: Mapping[str, str]) -> dict[str, str]:
    """The options that variables give, by key: OSC takes each as if it had been typed."""
    return {setting.key: env[setting.variable] for setting in ALL if env.get(setting.variable)}


def sign_in_variables(env: Mapping[str, str]) -> list[str]:
    """The variables that are set and that say where or as whom to sign in, sorted."""
    return sorted(name for name in _SIGN_IN if env.get(name))


def cloud(env: Mapping[str, str]) -> dict[str, str]:
    """The cloud that the variables describe: each ``OS_X`` as the key ``x``.

    So OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE and the like are taken, which no option has.
    """
    return {
        name.removeprefix("OS_").lower(): value
        for name, value in env.items()
        if name.startswith("OS_") and name != "OS_CLOUD" and value
    }


def cloud_name(env: Mapping[str, str]) -> str:
    """What the variables' cloud is called (openstack/config/loader.py)."""
    return env.get("OS_CLOUD_NAME") or "envvars"
