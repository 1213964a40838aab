"""Commands that run another: ``sudo cinder …``, ``timeout 60 cinder …``, ``xargs cinder …``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blockctl.migration.script.words import Word


@dataclass(frozen=True)
class Wrapper:
    """How a command that runs another is written.

    ``valued`` are its options that take a value as a word of its own, ``unfit`` those with which
    it runs no command, or not as its words stand there; ``arguments`` come before the other
    command, and assignments where it ``assigns``.
    """

    valued: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    arguments: int = 0
    assigns: bool = False


# From their manual pages: sudo 1.9, coreutils 9, GNU time 1.9, findutils 4.9, util-linux 2.39,
# bash 5.
WRAPPERS: Mapping[str, Wrapper] = {
    "sudo": Wrapper(
        (
            "-C", "-D", "-g", "-h", "-p", "-R", "-r", "-T", "-t", "-U", "-u", "--chdir",
            "--chroot", "--close-from", "--command-timeout", "--group", "--host", "--prompt",
            "--role", "--type", "--other-user", "--user",
        ),
        unfit=("-e", "-l", "-v", "-K", "-V", "--edit", "--list"),
        assigns=True,
    ),
    "env": Wrapper(("-u", "-C", "--unset", "--chdir"), ("-S", "--split-string"), assigns=True),
    "time": Wrapper(("-f", "-o", "--format", "--output")),
    "nohup": Wrapper(),
    "exec": Wrapper(("-a",)),
    "command": Wrapper(unfit=("-v", "-V")),
    "timeout": Wrapper(("-k", "-s", "--kill-after", "--signal"), arguments=1),
    "nice": Wrapper(("-n", "--adjustment")),
    "ionice": Wrapper(("-c", "-n", "--class", "--classdata"), ("-p", "-P", "-u")),
    "setsid": Wrapper(),
    "stdbuf": Wrapper(("-i", "-o", "-e", "--input", "--output", "--error")),
    "xargs": Wrapper(
        (
            "-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s", "--arg-file", "--delimiter",
            "--max-lines", "--max-args", "--max-procs", "--max-chars", "--process-slot-var",
        ),
        unfit=("-i", "-e", "-l", "--replace", "--eof"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Wrapped:
    """Where in the words of a command the other one starts, and what runs it.

    ``assigned`` are the words with assignments right before it; ``appended`` says how many words
    xargs adds (0 for none, -1 for any number), ``replaced`` which it replaces.
    """

    start: int
    by: tuple[str, ...] = ()
    assigned: tuple[Word, ...] = ()
    appended: int = 0
    replaced: str = ""


def unwrapped(words: Sequence[Word]) -> Wrapped:
    """Look behind the wrappers in front of a command; nothing is there where they run none."""
    at = 0
    by: list[str] = []
    assigned: list[Word] = []
    appended, replaced = 0, ""
    while at < len(words) and (name := words[at].value.rpartition("/")[2]) in WRAPPERS:
        by.append(name)
        begin, at = at + 1, _behind(WRAPPERS[name], words, at + 1)
        between = words[begin:at]
        assigned += [each for each in between if WRAPPERS[name].assigns and _assigns(each)]
        if name == "xargs":
            replaced = _option("-I", between)
            single = "1" in (_option("-n", between), _option("--max-args", between))
            appended = 0 if replaced else 1 if single else -1
    return Wrapped(at, tuple(by), tuple(assigned), appended, replaced)


def _behind(wrapper: Wrapper, words: Sequence[Word], at: int) -> int:
    wanted = wrapper.arguments
    while at < len(words):
        value = words[at].value
        if value.startswith("-") and value != "-":
            if any(value == each or value.startswith(f"{each}=") for each in wrapper.unfit):
                return len(words)
            at += 2 if value in wrapper.valued else 1
        elif wrapper.assigns and (value == "-" or _assigns(words[at])):
            at += 1
        elif wanted:
            wanted -= 1
            at += 1
        else:
            break
    return at


def _assigns(word: Word) -> bool:
    return word.value.partition("=")[0].isidentifier() and "=" in word.value


def _option(name: str, words: Sequence[Word]) -> str:
    for at, word in enumerate(words):
        if word.value == name and at + 1 < len(words):
            return words[at + 1].value
        if word.value.startswith(name) and word.value != name:
            return word.value.removeprefix(name).removeprefix("=")
    return ""
