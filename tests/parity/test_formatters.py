"""Our formats beside cliff's own formatters, on generated values: byte for byte."""

import io
import json
import random
import subprocess
from typing import Any

import pytest

from blockctl.output.columns import Column
from blockctl.output.render import OutputOptions, render_list, render_one
from tests.parity.environments import PEERS, ROOT, interpreter

JOBS = 400

# Narrow, wide and combining characters, line breaks, quotes, and what a format gives a meaning.
WORDS = (
    "a", "volume", "längere", "日本語テキスト", "e\nf", "a-hyphenated-long-name-of-something",
    "x" * 40, "", '"q"', "with, comma", "{}", "None", "two words and then some more to wrap",
    "e\u0301", "- item", "key: value", "'", "#", "true", "0x10",
)  # fmt: skip
# None that the deviation shell-quoting is about, nor that Python would put in double quotes.
SHELL_WORDS = (*WORDS[:4], '"q"', "two words", "#")
HEADERS = ("ID", "Name", "Long Header", "os-x:y", "Größe")
FORMATS = ("table", "table", "table", "value", "json", "yaml", "csv", "shell")
QUOTES = ("all", "minimal", "nonnumeric")


@pytest.mark.parametrize("seed", range(4))
def test_formats_are_cliffs(seed: int) -> None:
    chance = random.Random(seed)
    jobs = [job(chance) for _ in range(JOBS)]
    told = subprocess.run(
        [interpreter(PEERS), ROOT / "tests/parity/peers/formatters.py"],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
    )
    compared = 0
    for each, theirs in zip(jobs, json.loads(told.stdout), strict=True):
        if theirs is not None:  # cliff itself fails on some, such as csv that cannot be quoted
            assert ours(each) == theirs, each
            compared += 1
    assert compared > JOBS * 0.95


def job(chance: random.Random) -> dict[str, Any]:
    """A job for peers/formatters.py."""
    format_ = chance.choice(FORMATS)
    kind = {"csv": "list", "shell": "one"}.get(format_) or chance.choice(("list", "one"))
    words = SHELL_WORDS if format_ == "shell" else WORDS
    width = chance.randint(1, 6)
    count = 1 if kind == "one" else chance.choice((0, 1, 2, 5))
    options: dict[str, Any] = {}
    if format_ == "table" and chance.random() < 0.6:
        options["max_width"] = chance.randint(20, 120)
    if format_ == "table" and chance.random() < 0.2:
        options["print_empty"] = True
    if format_ == "json" and chance.random() < 0.3:
        options["noindent"] = True
    if format_ == "csv":
        options["quote_mode"] = chance.choice(QUOTES)
    if format_ == "shell" and chance.random() < 0.3:
        options["prefix"] = "os_"
    return {
        "kind": kind,
        "format": format_,
        "options": options,
        # The number keeps them apart: they become keys.
        "headers": [f"{chance.choice(HEADERS)}{at}" for at in range(width)],
        "rows": [[value(chance, words) for _ in range(width)] for _ in range(count)],
    }


def value(chance: random.Random, words: tuple[str, ...]) -> Any:
    """A value such as the API sends."""
    kind = chance.random()
    if kind < 0.15:
        return chance.randint(-5, 10**6)
    if kind < 0.22:
        return None
    if kind < 0.30:
        return chance.random() < 0.5
    if kind < 0.40:
        inner = chance.choice([word for word in words if '"' not in word])
        return {"k": inner} if kind < 0.36 else [inner]
    return " ".join(chance.choice(words) for _ in range(chance.randint(1, 3)))


def ours(job: dict[str, Any]) -> str:
    """What our formats make of the same."""
    given = {"quote" if name == "quote_mode" else name: of for name, of in job["options"].items()}
    options = OutputOptions(job["format"], **given)
    out = io.StringIO()
    if job["kind"] == "list":
        columns = [Column(header, str(at)) for at, header in enumerate(job["headers"])]
        items = [{str(at): of for at, of in enumerate(row)} for row in job["rows"]]
        render_list(columns, items, options, out)
    else:
        render_one(dict(zip(job["headers"], job["rows"][0], strict=True)), options, out)
    return out.getvalue()
