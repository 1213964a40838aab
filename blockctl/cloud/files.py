"""Configuration files where openstacksdk looks for them: clouds, secure, clouds-public.

(openstack/config/loader.py: the current folder, the user's, the system's; .yaml, .yml, .json.)
Unlike there, a file that is named but missing, or that is broken, is refused: going on would
act on another cloud than the user's.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blockctl.errors import BadUsage
from blockctl.output.terminal import note

CLOUDS, SECURE, PUBLIC = "clouds", "secure", "clouds-public"

_NAMED_BY = {CLOUDS: "OS_CLIENT_CONFIG_FILE", SECURE: "OS_CLIENT_SECURE_FILE"}
_ENDINGS = ("yaml", "yml", "json")


def search_path(env: Mapping[str, str], stem: str) -> list[Path]:
    """Where a file is looked for, in order; only the named file when a variable names one."""
    if named := env.get(_NAMED_BY.get(stem, "")):
        return [Path(named)]
    home = Path(env.get("SNAP_REAL_HOME") or env.get("HOME") or Path("~").expanduser())
    user = env.get("XDG_CONFIG_HOME", "")
    system = [path for path in env.get("XDG_CONFIG_DIRS", "").split(":") if path.startswith("/")]
    folders = [
        Path(),
        *([Path(user, "openstack")] if user.startswith("/") else []),
        home / ".config" / "openstack",
        *(Path(path, "openstack") for path in system or ["/etc/xdg"]),
        Path("/etc/openstack"),
    ]
    return [folder / f"{stem}.{ending}" for folder in folders for ending in _ENDINGS]


def load(env: Mapping[str, str], stem: str) -> tuple[Path | None, dict[str, Any]]:
    """The first file there is and what is in it; ``(None, {})`` when there is none.

    An empty file holds nothing. One that the user may not read is passed over, as
    /etc/openstack may hold what is root's. Raises BadUsage for a named file that is not there
    and for one that is broken; what is in it is never quoted.
    """
    for path in search_path(env, stem):
        try:
            text = path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError:
            note(f"{path.absolute()} is passed over: it may not be read.")
            continue
        except OSError as unreadable:
            raise BadUsage(f"{path} cannot be read: {unreadable.strerror}.") from unreadable
        except ValueError:
            raise BadUsage(f"{path} is not valid YAML: it is no text.") from None
        return path.absolute(), _parsed(path, text)
    if named := env.get(_NAMED_BY.get(stem, "")):
        raise BadUsage(f"{named}, which {_NAMED_BY[stem]} names, cannot be read.")
    return None, {}


def section(path: Path | None, document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A top-level section as a mapping by text keys; {} when there is none.

    Raises BadUsage when it is no mapping.
    """
    content = document.get(name)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise BadUsage(f"In {path}, '{name}' is not a section with entries.")
    return {str(key): value for key, value in content.items()}


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import yaml

    is_json = path.suffix == ".json"
    try:
        document = json.loads(text) if is_json else yaml.safe_load(text)
    except RecursionError:
        raise BadUsage(f"{path} is nested too deep.") from None
    except (ValueError, yaml.YAMLError) as broken:
        # The parser's own text quotes the line at fault, which may hold a password.
        mark = getattr(broken, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(broken, "lineno", None)
        at = f" (line {line})" if line else ""
        raise BadUsage(f"{path} is not valid {'JSON' if is_json else 'YAML'}{at}.") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise BadUsage(f"{path} has no sections.")
    return document
