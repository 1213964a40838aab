"""Writes docs/reference/cinder-to-blockctl.md: ``python docs/build_cinder_table.py``.

tests/unit/test_docs.py fails when the page is not what this makes from the table.
"""

import sys
from pathlib import Path

from blockctl.migration import markdown, syntax
from blockctl.migration.rows import table

PAGE = Path(__file__).parent / "reference" / "cinder-to-blockctl.md"
HEAD = """# From cinder to openstack and blockctl

Every verb of the `cinder` command (cinderclient {cinderclient}, and the brick extension's) with
every option: what it becomes in `openstack` and in `blockctl`, and what it then does otherwise. How
to use it: [Move scripts from cinder](../how-to/move-from-cinder.md).

Made by `docs/build_cinder_table.py` from the table that the commands `blockctl migrate …` and
`blockctl cinder …` work from. Tests hold it against the parsers of both peers, and run every verb
beside what it becomes. `blockctl migrate table -f html` writes it as one page with a search.

"""


def page() -> str:
    """The whole page as Markdown."""
    rows = [table()[verb] for verb in syntax.verbs()]
    head = HEAD.format(cinderclient=syntax.cinderclient())
    return head + "\n".join(markdown.lines(rows)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
