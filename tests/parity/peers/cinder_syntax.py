"""Prints what cinderclient's parser takes, read off its own declarations, as JSON: one verb a line.

Runs in the environment of the peers. blockctl/migration/cinder.json is what it printed:
    PEERS/bin/python -W ignore tests/parity/peers/cinder_syntax.py >blockctl/migration/cinder.json
Of each option and positional it tells what ``add_argument`` is told, less what is the default
there and all help; ``since`` and ``until`` are microversions, ``one_of`` names the group that
excludes each other.
"""

import argparse
import inspect
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

# Variables that no option is named after; keystoneauth1's names of plugins are looked up.
OTHER_VARIABLES = (
    "CINDERCLIENT_DEBUG", "CINDERCLIENT_INSECURE", "CINDER_ENDPOINT", "CINDER_ENDPOINT_TYPE",
    "CINDER_PASSWORD", "CINDER_PROJECT_ID", "CINDER_REGION_NAME", "CINDER_SERVICE_NAME",
    "CINDER_URL", "CINDER_USERNAME", "CINDER_VOLUME_SERVICE_NAME",
)  # fmt: skip
AUTH_TYPES = {
    "OS_AUTH_TYPE": "v3password", "OS_AUTH_PLUGIN": "v3token", "OS_AUTH_SYSTEM": "v3totp",
}  # fmt: skip
ACTIONS = {
    "_StoreAction": None,
    "_StoreTrueAction": "store_true",
    "_AppendAction": "append",
    "_HelpAction": "help",
    "_VersionAction": "version",
}


def main() -> None:
    for name in [name for name in os.environ if name.startswith(("OS_", "CINDER", "ALL_TENANTS"))]:
        del os.environ[name]
    import cinderclient
    from cinderclient import api_versions, client, shell
    from cinderclient.v3 import shell as verbs

    program = shell.OpenStackCinderShell()
    modules = [verbs, program, *(each.module for each in client.discover_extensions("3"))]
    found = {
        name[3:].replace("_", "-"): getattr(module, name)
        for module in modules
        for name in dir(module)
        if name.startswith("do_")
    }
    parts = {
        "cinderclient": cinderclient.__version__,
        "newest": api_versions.MAX_VERSION,
        "filters": {verb: shell.RESOURCE_FILTERS[verb] for verb in shell.FILTER_CHECK},
        "shared": list(_shared(shell)),
        "verbs": {name: list(_forms(call)) for name, call in sorted(found.items())},
    }
    # A verb that cinderclient adds by hand, for the completion scripts of older versions.
    parts["verbs"]["bash_completion"] = [{"takes": []}]
    lines = [f'"{name}": {_lines(part)}' for name, part in parts.items()]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


def _lines(part: Any) -> str:
    if isinstance(part, dict):
        return "{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in part.items()) + "\n}"
    if isinstance(part, list):
        return "[\n" + ",\n".join(map(json.dumps, part)) + "\n]"
    return json.dumps(part)


def _forms(call: Any) -> Iterator[dict[str, Any]]:
    """The verb's forms: one, or one for each range of microversions."""
    from cinderclient import api_versions, utils

    if not hasattr(call, "versioned"):
        yield {"takes": list(_takes(call))}
        return
    for each in api_versions.get_substitutions(utils.get_function_name(call)):
        until = each.end_version
        form = {
            "since": each.start_version.get_string(),
            "until": None if until.is_latest() or not until else until.get_string(),
            "takes": list(_takes(each.func)),
        }
        yield {name: value for name, value in form.items() if value is not None}


def _takes(call: Any) -> Iterator[dict[str, Any]]:
    for names, settings in getattr(call, "arguments", []):
        yield _described(names, settings)
    groups = getattr(call, "exclusive_args", {})
    for group, members in groups.items():
        if group != "__required__":
            for names, settings in members:
                needed = {"one_of_needed": True} if groups["__required__"][group] else {}
                yield {**_described(names, settings), "one_of": group, **needed}


def _described(names: Any, settings: dict[str, Any]) -> dict[str, Any]:
    told = {
        "names": list(names),
        "dest": settings.get("dest"),
        "metavar": settings.get("metavar"),
        "nargs": settings.get("nargs"),
        "const": settings.get("const"),
        "default": _plain(settings.get("default")),
        "type": settings["type"].__name__ if "type" in settings else None,
        "choices": list(settings["choices"]) if settings.get("choices") else None,
        "action": _named(settings.get("action")),
        "required": settings.get("required"),
        "hidden": settings.get("help") == argparse.SUPPRESS,
        "since": settings.get("start_version"),
        "until": settings.get("end_version"),
    }
    return {name: value for name, value in told.items() if value not in (None, False, [])}


def _plain(default: Any) -> Any:
    return None if default == argparse.SUPPRESS else default


def _named(action: Any) -> Any:
    return action.__name__ if inspect.isclass(action) else action


def _shared(shell: Any) -> Iterator[dict[str, Any]]:
    """The global options, each with the variables that it stands for, the one that wins first."""
    parser = shell.OpenStackCinderShell().get_base_parser()
    read = _variables_by_option(shell, parser)
    for action in parser._actions:
        told = {
            "names": list(action.option_strings),
            "dest": action.dest,
            "metavar": action.metavar,
            "default": _plain(parser.get_default(action.dest)),
            "choices": list(action.choices) if action.choices else None,
            "action": ACTIONS[type(action).__name__],
            "hidden": action.help == argparse.SUPPRESS,
            "variables": read.get(action.dest),
        }
        yield {name: value for name, value in told.items() if value not in (None, False, [], "")}


def _variables_by_option(shell: Any, parser: argparse.ArgumentParser) -> dict[str, list[str]]:
    """Which variables give each option its default, the one that wins first."""
    named = {
        name[2:].upper().replace("-", "_")
        for action in parser._actions
        for name in action.option_strings
        if name.startswith("--os")
    }
    # Each variable has a value of its own, to be known by; what has won is taken away.
    values = {name: f"value of {name}" for name in (*OTHER_VARIABLES, *sorted(named))} | AUTH_TYPES
    found: dict[str, list[str]] = {}
    while values:
        os.environ.update(values)
        trial = shell.OpenStackCinderShell().get_base_parser()
        defaults = {each.dest: trial.get_default(each.dest) for each in trial._actions}
        won = {dest: name for dest in defaults for name in values if values[name] == defaults[dest]}
        for dest, name in won.items():
            found.setdefault(dest, []).append(name)
        for name in set(won.values()) or set(values):
            del values[name], os.environ[name]
    return found


if __name__ == "__main__":
    main()
