"""The table as one web page that needs nothing else: no server, no network, no build.

table.html has its look and its search; here the rows become its articles.
"""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from blockctl import __version__
from blockctl.migration import notes, syntax, usage
from blockctl.migration.differences import Differs
from blockctl.migration.row import BLOCKCTL, TARGETS, Row
from blockctl.migration.usage import Beside, Command

# What the page's "Show" chooses from: the kind, and how a choice of it is called.
_LACKING = "lacking"
_KINDS = {
    "": "all verbs",
    _LACKING: "no openstack command",
    str(Differs.BROKEN): "broken in openstack",
    str(Differs.MEANING): "differs in meaning",
}


def page(rows: Sequence[Row]) -> str:
    """The page, in the order of ``rows``."""
    template = Template((Path(__file__).parent / "table.html").read_text(encoding="utf-8"))
    counts = {kind: sum(kind in _kinds(row) for row in rows) for kind in _KINDS}
    return template.substitute(
        count=len(rows),
        choices="\n".join(
            f'<option value="{kind}">{text} ({counts[kind]})' for kind, text in _KINDS.items()
        ),
        index="\n".join(f'<li><a href="#{row.verb}">{row.verb}</a>' for row in rows),
        verbs="\n".join(map(_article, rows)),
        cinderclient=syntax.cinderclient(),
        blockctl=__version__,
    )


def _kinds(row: Row) -> list[str]:
    """Those of ``_KINDS`` that the row is; the first, which all are, included."""
    kinds = {str(each.kind) for each in row.differs} | ({_LACKING} if row.lacks else set())
    return ["", *(kind for kind in _KINDS if kind in kinds)]


def _article(row: Row) -> str:
    kinds = _kinds(row)
    name = f'id="{row.verb}" aria-labelledby="{row.verb}-name"'
    return "\n".join(
        [
            f'<article {name} data-kinds="{" ".join(kinds)}">',
            _heading(row, kinds),
            *_commands(row),
            *_arguments(row),
            *_notes(row),
            "</article>",
        ]
    )


def _heading(row: Row, kinds: Sequence[str]) -> str:
    marks = [f' <small class="warn">{_KINDS[kind]}</small>' for kind in kinds if kind]
    if since := usage.since(row.verb):
        marks.insert(0, f" <small>since {since}</small>")
    return f'<h2 id="{row.verb}-name"><a href="#{row.verb}">{row.verb}</a>{"".join(marks)}</h2>'


def _commands(row: Row) -> Iterator[str]:
    theirs, ours = (usage.commands(row, target) for target in TARGETS)
    yield f"<dl><dt>cinder<dd>{_code(usage.of_cinder(row.verb).removeprefix('cinder '))}"
    yield f"<dt>openstack<dd>{_steps(theirs) or _text(row.lacks)}"
    yield f"<dt>blockctl<dd>{'the same' if ours == theirs else _steps(ours)}"
    yield "</dl>"


def _steps(commands: Sequence[Command]) -> str:
    return "".join(
        f"<p>{_code(each.line)}{f' <i>{_text(each.when)}</i>' if each.when else ''}</p>"
        for each in commands
    )


def _arguments(row: Row) -> Iterator[str]:
    every = usage.beside(row)
    if every:
        targets = TARGETS if row.openstack else (BLOCKCTL,)
        yield f"<table><tr><th scope=col>cinder<th scope=col>{' and '.join(targets)}"
        for each in every:
            since = f" <i>since {each.since}</i>" if each.since else ""
            yield f"<tr><td>{_code(each.cinder)}{since}<td>{_becomes(each, targets)}"
        yield "</table>"


def _becomes(each: Beside, targets: Sequence[str]) -> str:
    cells = {target: _written(each, target) for target in targets}
    if len(set(cells.values())) == 1:
        return cells[BLOCKCTL]
    return "".join(f"<p><b>{target}</b> {cell}</p>" for target, cell in cells.items())


def _written(each: Beside, target: str) -> str:
    written = each.written[target]
    texts = [f"<i>{_text(text)}</i>" for text in notes.of_argument(each, target)]
    return " ".join([_code(written), *texts] if written else texts)


def _notes(row: Row) -> Iterator[str]:
    told = notes.of_row(row)
    if told:
        yield "<ul>"
        yield from (f"<li><b>{each.kind}</b> {_text(each.text)}" for each in told)
        yield "</ul>"


def _code(line: str) -> str:
    """A command, which breaks its lines between its options rather than within one."""
    return f"<code>{' '.join(map(_whole, usage.unbroken(line)))}</code>"


def _text(text: str) -> str:
    return " ".join(map(_whole, text.split(" ")))


def _whole(part: str) -> str:
    # A browser breaks at hyphens, and so within an option, but not where one value ends.
    text = escape(part).replace("|", "|<wbr>")
    return f"<span>{text}</span>" if part.startswith(("-", "[")) else text
