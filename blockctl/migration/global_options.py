"""What becomes of cinder's global options and of the variables that it reads."""

from collections.abc import Mapping

from blockctl.migration import syntax
from blockctl.migration.kinds import Chosen, Dropped, Either, Flag, Nothing, Option
from blockctl.migration.row import Takes

_CATALOG = "Set {} in clouds.yaml where the catalog has several."
_INTERFACES = {
    "publicURL": "public", "internalURL": "internal", "adminURL": "admin",
    "public": "public", "internal": "internal", "admin": "admin",
}  # fmt: skip
# What cinder reads and the others need not be told, or are told by an option of the verb.
_READ = ("ALL_TENANTS", "POLL_TIMEOUT_PERIOD")
_ENDPOINT = "OS_VOLUME_ENDPOINT_OVERRIDE"

# Written alike in all three, each as --os-NAME.
_SAME = (
    "auth_url", "cacert", "cert", "default_domain_id", "default_domain_name", "domain_id",
    "domain_name", "key", "password", "project_domain_id", "project_domain_name", "project_id",
    "project_name", "region_name", "system_scope", "token", "trust_id", "user_domain_id",
    "user_domain_name", "user_id", "username", "volume_api_version",
)  # fmt: skip

OPTIONS: Takes = {
    **{f"os_{name}": Option(f"--os-{name.replace('_', '-')}") for name in _SAME},
    # What cinder calls keystone is what the others do anyway.
    "os_auth_type": Option("--os-auth-type", unless=("keystone",)),
    "os_auth_strategy": Dropped("--os-auth-strategy is not needed."),
    "os_endpoint_type": Chosen(
        {theirs: f"--os-interface {name}" for theirs, name in _INTERFACES.items()}
    ),
    "insecure": Flag("--insecure"),
    "debug": Flag("--debug"),
    "collect_timing": Flag("--timing"),
    "profile": Either(
        Option("--os-profile"), Dropped("blockctl does not trace requests through OSprofiler.")
    ),
    "retries": Dropped("--retries is left out: requests are repeated where that is safe."),
    "timeout": Dropped("--timeout is left out: set api_timeout in clouds.yaml."),
    "service_type": Dropped(_CATALOG.format("block_storage_service_type")),
    "service_name": Dropped(_CATALOG.format("block_storage_service_name")),
    "volume_service_name": Dropped(_CATALOG.format("block_storage_service_name")),
    "tls_ciphers": Dropped("--tls-ciphers is left out: the system chooses."),
    "tls_min_version": Dropped("--tls-min-version is left out: the system chooses."),
    "os_url": Dropped("--os-url is left out: cinder ignores it, too."),
    # A variable stands for it, see endpoint().
    "os_endpoint": Nothing(),
    "version": Flag("--version"),
    "help": Nothing(),
}


def endpoint(shared: Mapping[str, object]) -> dict[str, str]:
    """``--os-endpoint`` as the variable that stands for it."""
    return {_ENDPOINT: str(shared["os_endpoint"])} if shared.get("os_endpoint") else {}


def variables(assigned: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What stands for the variables before a cinder line: variables, and options.

    An empty variable is none to cinder, and of several for one option the first counts.
    """
    option_of = {name: each for each in syntax.shared() for name in each.variables}
    kept: dict[str, str] = {}
    flags: list[str] = []
    for name, value in assigned.items():
        option = option_of.get(name)
        if name in _READ:
            continue
        if option is None or not value:
            kept[name] = value
        elif option.is_flag:
            flags.append(f"--{option.dest}")
        elif option.dest == "os_endpoint":
            kept[_ENDPOINT] = value
        elif not any(map(assigned.get, option.variables[: option.variables.index(name)])):
            kept.update(_as_others_call_it(name, option.dest, value))
    return kept, flags


def is_known_alike(name: str) -> bool:
    """Whether the others take a variable of this name as cinder does, or cinder has none such."""
    kept, flags = variables({name: "x"})
    return list(kept) == [name] and not flags


def _as_others_call_it(name: str, dest: str, value: str) -> dict[str, str]:
    if dest == "os_endpoint_type":
        return {"OS_INTERFACE": _INTERFACES.get(value, value)}
    return {name if name.startswith("OS_") else dest.upper(): value}
