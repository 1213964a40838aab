"""Looks at volumes for ``volume diagnose`` and ``volume repair``: the cloud, Nova, this host."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import click

from blockctl.api import volumes
from blockctl.commands.base import ranges
from blockctl.context import Context
from blockctl.diagnosis.diagnose import Diagnosis, diagnose
from blockctl.diagnosis.evidence import PATIENCE, Evidence
from blockctl.diagnosis.gather import now, survey
from blockctl.neighbours import servers

Verb = TypeVar("Verb", bound=Callable[..., Any])
# So many servers are asked for at most, those of volumes that are not simply in use first.
_SERVERS = 50


def looking_options(verb: Verb) -> Verb:
    """``--patience`` and ``--gone-host``."""
    patience = click.option(
        "--patience",
        type=ranges.Decimal(min=0),
        default=PATIENCE,
        show_default=True,
        metavar="SECONDS",
        help="How long an operation may be under way while its services are up.",
    )
    gone = click.option(
        "--gone-host",
        "gone",
        metavar="HOST",
        multiple=True,
        help="You vouch that nothing on this host uses the volume any more; repeat it for more.",
    )
    return patience(gone(verb))


def look(
    context: Context, found: Sequence[dict[str, Any]], patience: float, gone: Iterable[str]
) -> list[Diagnosis]:
    """What is the matter with each of these volumes, in their order."""
    if not found:
        return []
    cloud = context.cloud
    seen = survey(cloud, found)
    moment = now()
    every = [seen.of(volume, moment, patience) for volume in found]
    known = servers.known(context.neighbours, _servers(every)) if any(_servers(every)) else {}
    from blockctl.connectors import bearing

    rows = bearing.rows()
    return [
        diagnose(
            replace(
                each,
                servers=known,
                gone=frozenset(gone),
                here=bearing.of_volume(rows, each.id, each.attachments or ()),
            )
        )
        for each in every
    ]


def again(context: Context, old: Diagnosis, patience: float | None = None) -> Diagnosis:
    """The same volume as it is now; raises NotFound once it is gone."""
    volume = volumes.find(context.cloud, old.evidence.id)
    return look(context, [volume], patience or old.evidence.patience, old.evidence.gone)[0]


def _servers(every: Sequence[Evidence]) -> list[str]:
    ordered = sorted(every, key=lambda each: each.status == "in-use")
    ids = [
        str(attachment["instance"])
        for each in ordered
        for attachment in each.attachments or ()
        if attachment.get("instance")
    ]
    return list(dict.fromkeys(ids))[:_SERVERS]
