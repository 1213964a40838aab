"""Command lines of cinder's, made of the syntax: each verb with each option and each word of it."""

from collections.abc import Iterator, Sequence

from blockctl.migration import syntax
from blockctl.migration.syntax import Taken

# What has no name.
_ID = "7b6de4c1-53a0-4c1c-9d4b-6f2a01c1b1f3"

# Words that cinder passes on unchecked, so that its declarations do not tell them.
_VALUES = {
    "all_tenants": ("0", "1"),
    "attachment": (_ID,),
    "attach_status": ("attached", "detached"),
    "command": ("list",),
    "connect": ("True", "False"),
    "container_format": ("bare",),
    "control_location": ("front-end",),
    "detailed": ("True", "False"),
    "disk_format": ("qcow2",),
    "fields": ("name,size", "name,volume_type", "host"),
    "filters": ("name=x", "metadata={a:b}", "name~=x"),
    "force": ("True", "False"),
    "image_metadata": ("a=1",),
    "is_public": ("True", "False"),
    "limit": ("2",),
    "message": (_ID,),
    "metadata": ("a=1", "a="),
    "multipath": ("True", "False"),
    "enforce_multipath": ("True", "False"),
    "mode": ("rw",),
    "new_size": ("9",),
    "num_down_hosts": ("0",),
    "num_hosts": ("3",),
    "protected": ("True", "False"),
    "reimage_reserved": ("True", "False"),
    "scheduler_hints": ("same_host=x",),
    "sort": ("name:asc",),
    "offset": ("2",),
    "state": ("available", "error"),
    "status": ("available", "error"),
    "visibility": ("public", "private", "community", "shared"),
    "withreplication": ("True", "False"),
}

# Words that only one verb takes.
_OF_VERB = {
    ("attachment-list", "sort"): ("id:asc",),
    ("manageable-list", "sort"): ("size:asc",),
    ("message-list", "sort"): ("event_id:asc",),
    ("snapshot-manageable-list", "sort"): ("size:asc",),
}

# What a verb must also be asked for, so that its other options mean something.
_ASKED_TOO = {
    "attachment-create": ("--connect", "True"),
    "consisgroup-create-from-src": ("--cgsnapshot", "some-cgsnapshot"),
    "group-create-from-src": ("--group-snapshot", "some-group-snapshot"),
    "quota-class-update": ("--volumes", "5"),
    "quota-update": ("--volumes", "5"),
    "reset-state": ("--state", "available"),
}


def lines(verb: str) -> Iterator[list[str]]:
    """The verb alone, with each spelling of each option, and with each word that one takes."""
    takes = syntax.current(verb)
    arguments = [word for each in takes if not each.is_option for word in _first(each)]
    required = [
        word for each in takes if each.required for word in (each.names[0], _words(each)[0])
    ]
    yield [verb, *required, *arguments]
    for each in takes:
        if each.is_option:
            rest = _without_rivals(takes, each)
            for name in each.names:
                for values in _given(verb, each):
                    # Behind the arguments, as some options take all the words that follow.
                    yield [verb, *required, *rest, name, *values]
                    yield from _with_more(verb, [*required, *rest, name, *values])
        else:
            for word in _words(each)[1:]:
                yield [verb, *required, *_with(takes, each, word)]


def with_options(verb: str, options: Sequence[Taken]) -> list[str]:
    """The verb with several options at once, and with what it cannot do without."""
    takes = syntax.current(verb)
    rest = [
        _words(each)[0]
        for each in takes
        if not each.is_option
        and not any(option.one_of and each.one_of == option.one_of for option in options)
    ]
    required = [
        word
        for each in takes
        if each.required and each not in options
        for word in (each.names[0], _words(each)[0])
    ]
    given = [word for each in options for word in (each.names[0], *next(_given(verb, each)))]
    return [verb, *required, *rest, *given]


def _with_more(verb: str, words: list[str]) -> Iterator[list[str]]:
    too = _ASKED_TOO.get(verb, ())
    if too and not {too[0], "--source-cg", "--source-group"} & set(words):
        yield [verb, *words, *too]


def _first(taken: Taken) -> list[str]:
    return [_words(taken)[0]]


def _with(takes: tuple[Taken, ...], changed: Taken, word: str) -> list[str]:
    return [word if each is changed else _words(each)[0] for each in takes if not each.is_option]


def _without_rivals(takes: tuple[Taken, ...], option: Taken) -> list[str]:
    return [
        _words(each)[0]
        for each in takes
        if not each.is_option and not (option.one_of and each.one_of == option.one_of)
    ]


def _given(verb: str, taken: Taken) -> Iterator[list[str]]:
    if taken.is_flag:
        yield []
        return
    for word in _OF_VERB.get((verb, taken.dest)) or _words(taken):
        yield [word]
    if taken.nargs == "?":
        yield []
    if taken.nargs in ("*", "+"):
        yield [_words(taken)[0], _words(taken)[-1]]


def _words(taken: Taken) -> tuple[str, ...]:
    if taken.choices:
        return tuple(map(str, taken.choices))
    if taken.type == "int":
        return _VALUES.get(taken.dest, ("5",))
    return _VALUES.get(taken.dest, (f"some-{taken.dest}",))
