"""Numbers of a range, which is told in words: ``between 1 and 86400`` rather than ``1<=x<=86400``.

``_describe_range`` is click's own and not promised to stay; tests/unit/test_ranges.py would tell.
"""

from typing import Any, NoReturn

import click


def _in_words(self: Any) -> str:
    if self.max is not None:
        return f"between {self.min} and {self.max}"
    return f"{'more than' if self.min_open else 'at least'} {self.min}"


def _fail(
    self: Any,
    message: str,
    param: click.Parameter | None = None,
    ctx: click.Context | None = None,
) -> NoReturn:
    told = message.replace(" is not in the range ", " is not ")
    raise click.BadParameter(told, ctx=ctx, param=param)


class Whole(click.IntRange):
    """A whole number from ``min`` on, up to ``max`` if that is given."""

    _describe_range = _in_words
    fail = _fail


class Decimal(click.FloatRange):
    """A number from ``min`` on, up to ``max`` if that is given."""

    _describe_range = _in_words
    fail = _fail
