"""Keystone, as far as a command needs it: signing in, and who is called what."""

from tests.parity.replay.asked import Answer, Asked
from tests.parity.replay.resources import PROJECT_ID, USER_ID, Sample

USER = PROJECT = "admin"

_DOMAIN = {"id": "default", "name": "Default"}
_CATALOG = (
    ("identity", "keystone", "/identity"),
    ("block-storage", "cinder", f"/volume/v3/{PROJECT_ID}"),
    ("image", "glance", "/image"),
    ("compute", "nova", "/compute/v2.1"),
    ("network", "neutron", "/network"),
)


def answer(asked: Asked, sample: Sample, base: str) -> Answer | None:
    """What Keystone answers; None for what it does not have."""
    version = {
        "id": "v3.14",
        "status": "stable",
        "links": [{"rel": "self", "href": f"{base}/identity/v3/"}],
    }
    match asked.path:
        case ():
            return Answer(300, {"versions": {"values": [version]}})
        case ("v3",):
            return Answer(200, {"version": version})
        case ("v3", "auth", "tokens"):
            return Answer(201, {"token": _token(base)}, {"X-Subject-Token": "token"})
        case ("v3", "auth", "catalog"):
            return Answer(200, {"catalog": _catalog(base)})
        case ("v3", "projects" | "users" as kind, *rest):
            return _called(kind, rest, asked, sample)
    return None


def _catalog(base: str) -> list[dict[str, object]]:
    return [
        {
            "type": kind,
            "name": name,
            "id": name,
            "endpoints": [
                {"id": name, "interface": "public", "region_id": "R", "url": base + path}
            ],
        }
        for kind, name, path in _CATALOG
    ]


def _token(base: str) -> dict[str, object]:
    return {
        "methods": ["password"],
        "expires_at": "2099-01-01T00:00:00.000000Z",
        "issued_at": "2026-01-01T00:00:00.000000Z",
        "user": {"id": USER_ID, "name": USER, "domain": _DOMAIN},
        "project": {"id": PROJECT_ID, "name": PROJECT, "domain": _DOMAIN},
        "roles": [{"id": "r", "name": "admin"}],
        "catalog": _catalog(base),
    }


def _called(kind: str, rest: list[str], asked: Asked, sample: Sample) -> Answer | None:
    own = {"projects": (PROJECT_ID, PROJECT), "users": (USER_ID, USER)}[kind]
    known = dict([own, *((sample.id_of(name), name) for name in sample.names)])
    found = [
        {"id": each, "name": name, "domain_id": "default", "enabled": True}
        for each, name in known.items()
        if asked.parameter("name") in (None, name) and (not rest or rest == [each])
    ]
    if rest:
        return Answer(200, {kind[:-1]: found[0]}) if found else None
    return Answer(200, {kind: found})
