"""Completion of names: what the shell offers where a resource is asked for."""

import hashlib
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.cache import Cache
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.global_options import context_of
from blockctl.paths import cache_dir

# Beyond so many nobody chooses from a list.
_MOST = 1000
# Seconds: somebody presses Tab and waits, and presses it again for the next word.
_DEADLINE = 4.0
_KEPT = 60.0

# What a shell takes as one word as it stands. Names come from others: one with a line break could
# pass for more than one, and one with $(…) could be run.
_ONE_WORD = re.compile(r"[\w@%+=:,.][\w@%+=:,./-]*")
# What decides whose names these are, beside the endpoint.
_WHOSE = ("cloud", "username", "user_id", "project_name", "project_id")


class _Late(Exception):
    """No OSError, which the transport would take for the connection's."""


Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def names_of(resource: Resource) -> Complete:
    """What click asks for the names of resources, or IDs, that go on as the user has begun.

    It says nothing when the cloud does not answer in time, and asks for no password.
    """

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        root = context.find_root()
        try:
            with _silence(), _deadline():
                known = _known(replace(context_of(root, root.params), quiet=True), resource)
        except (BlockctlError, click.UsageError, _Late):
            return []
        words = {name if _ONE_WORD.fullmatch(name) else known_id for known_id, name in known}
        if begun:
            words.update(known_id for known_id, _ in known)
        return sorted(word for word in words if word.startswith(begun))

    return complete


def _known(context: Context, resource: Resource) -> list[tuple[str, str]]:
    cache = Cache("names", lifetime=_KEPT, folder=cache_dir(context.env))
    cloud = context.cloud
    key = _key(context, cloud, resource)
    kept = cache.get(key)
    if kept is None:
        listed = resources.listing(cloud, resource, limit=_MOST)
        kept = [[str(item["id"]), str(item.get("name") or "")] for item in listed]
        cache.put(key, kept)
    return [(known_id, name) for known_id, name in kept]


def _key(context: Context, cloud: Cloud, resource: Resource) -> str:
    whose = [context.options.get(key) or _variable(context.env, key) for key in _WHOSE]
    described: list[Any] = [cloud.endpoint, resource.path, *whose]
    return hashlib.sha256(repr(described).encode()).hexdigest()


def _variable(env: Mapping[str, str], key: str) -> str | None:
    return env.get(f"OS_{key.upper()}")


@contextmanager
def _silence() -> Iterator[None]:
    """A standard input that is no terminal, so that nobody is asked for a password."""
    before = sys.stdin
    with open(os.devnull, encoding="utf-8") as nothing:
        sys.stdin = nothing
        try:
            yield
        finally:
            sys.stdin = before


@contextmanager
def _deadline() -> Iterator[None]:
    def late(*_: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, _DEADLINE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
