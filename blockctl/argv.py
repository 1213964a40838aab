"""Command lines as OSC takes them: shortened words and options, global options after the verb."""

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

import click

from blockctl import tree
from blockctl.tree.additions import GIVE_WAY

# Where a click context's meta keeps the long options of a verb that were typed, spelt out.
TYPED_OPTIONS = "blockctl.typed_options"

# The command whose words are another program's: what stands behind it is not ours to read.
_VERBATIM = "cinder"
# And the one that is told such a line, which begins with that program's name.
_TRANSLATES = ["migrate", "translate"]


def global_options_first(
    arguments: Sequence[str], options: Iterable[click.Parameter]
) -> tuple[list[str], list[str]]:
    """Part the global options, wherever they stand, each with its value, from the rest.

    Unique beginnings of the ``--os-…`` options are spelt out. Nothing behind ``--`` is touched,
    and a line of cinder's to be translated is put behind one.
    """
    takes_value = {
        name: not (option.is_flag or option.count)
        for option in options
        if isinstance(option, click.Option) and "--help" not in option.opts
        for name in (*option.opts, *option.secondary_opts)
    }
    found: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        token = queue.pop(0)
        if token == "--" or (not rest and whole_words([token]) == [_VERBATIM]):
            rest += [token, *queue]
            break
        if is_cinder(token) and whole_words(rest)[:2] == _TRANSLATES:
            rest += ["--", token, *queue]
            break
        name, equals, value = token.partition("=")
        if name.startswith("--os-"):
            name = _whole(name, takes_value)
        elif set(name) == {"-", "v"} and name.count("-") == 1:
            name = "-v"
            found += ["-v"] * (len(token) - 2)
        if name not in takes_value:
            rest.append(token)
        else:
            found.append(name + equals + value)
            if takes_value[name] and not equals:
                if not queue:
                    raise click.UsageError(f"Option '{name}' requires an argument.")
                found.append(queue.pop(0))
    return found, rest


def is_cinder(word: str) -> bool:
    """Whether a line's first word runs the ``cinder`` program, by its name or a path."""
    return word.rpartition("/")[2] == _VERBATIM


def whole_options(
    words: str, arguments: Sequence[str], options: Iterable[click.Parameter]
) -> list[str]:
    """Spell out unique beginnings of a command's long options; others are left as they are.

    ``words`` are the command's. A beginning of one of OSC's options is not one of an option that
    only we have.
    """
    if words == _VERBATIM:
        return list(arguments)
    known = [
        name
        for option in options
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    ]
    known.append("--help")
    give_way = GIVE_WAY.get(words, frozenset())
    spelt: list[str] = []
    for at, token in enumerate(arguments):
        if token == "--":
            return [*spelt, *arguments[at:]]
        name, equals, value = token.partition("=")
        whole = _whole(name, known, give_way) if token.startswith("--") else name
        spelt.append(whole + equals + value)
    return spelt


def whole_words(arguments: Sequence[str]) -> list[str]:
    """Spell out the words of a command whose beginnings fit one command only.

    As in cliff the words count together: ``volume s list`` means ``volume snapshot list`` as
    long as no other command of three words begins like that. Groups come after commands.
    """
    count = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    for length in range(count, 0, -1):
        typed = arguments[:length]
        for known in (tree.COMMANDS, tree.GROUPS):
            fitting = [words.split() for words in known if _begins(words.split(), typed)]
            exact = [words for words in fitting if words == list(typed)]
            if exact or len(fitting) == 1:
                return [*(exact or fitting)[0], *arguments[length:]]
    return list(arguments)


def nearest(path: str, word: str) -> str:
    """What may be meant by a word that is none, as a sentence; empty when nothing is near."""
    typed = f"{path} {word}".strip()
    known = [*tree.GROUPS, *tree.COMMANDS]
    meant = [words for words in known if _begins(words.split(), typed.split())]
    meant = meant or get_close_matches(typed, known, n=1)
    return f" Did you mean {' or '.join(repr(each) for each in meant)}?" if meant else ""


def _begins(words: Sequence[str], typed: Sequence[str]) -> bool:
    return len(words) == len(typed) and all(map(str.startswith, words, typed))


def _whole(name: str, known: Iterable[str], give_way: Collection[str] = ()) -> str:
    """The option that ``name`` is, or begins: the only one, or the one that begins the others.

    Those that ``give_way`` count only where no other fits.
    """
    fitting = {each for each in known if each.startswith(name)}
    beginning = sorted(
        fitting if name in fitting else fitting.difference(give_way) or fitting, key=len
    )
    if beginning and all(each.startswith(beginning[0]) for each in beginning):
        return beginning[0]
    return name
