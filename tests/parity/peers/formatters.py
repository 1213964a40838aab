"""Prints what cliff's formatters make of values: a JSON list of jobs in, one of texts out.

Runs in the environment of the peers. A job has ``kind`` (list or one), ``format``, ``options``,
``headers`` and ``rows``; the text is None where cliff itself fails.
"""

import argparse
import io
import json
import sys
from typing import Any

from cliff.formatters import commaseparated, json_format, shell, table, value, yaml_format

FORMATTERS = {
    "csv": commaseparated.CSVLister(),
    "json": json_format.JSONFormatter(),
    "shell": shell.ShellFormatter(),
    "table": table.TableFormatter(),
    "value": value.ValueFormatter(),
    "yaml": yaml_format.YAMLFormatter(),
}
DEFAULTS = {
    "max_width": 0,
    "fit_width": False,
    "print_empty": False,
    "noindent": False,
    "quote_mode": "nonnumeric",
    "prefix": "",
    "variables": [],
}


def text_of(job: dict[str, Any]) -> str | None:
    options = argparse.Namespace(**{**DEFAULTS, **job["options"]})
    out = io.StringIO()
    formatter = FORMATTERS[job["format"]]
    rows = [tuple(row) for row in job["rows"]]
    try:
        if job["kind"] == "list":
            formatter.emit_list(tuple(job["headers"]), rows, out, options)
        else:
            formatter.emit_one(tuple(job["headers"]), rows[0], out, options)
    except Exception:  # noqa: BLE001 - whatever cliff trips over
        return None
    return out.getvalue()


if __name__ == "__main__":
    json.dump([text_of(job) for job in json.load(sys.stdin)], sys.stdout)
