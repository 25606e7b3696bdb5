"""What is wrong with arguments whatever the command: bytes that are not text, and nothing where something is to stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from csto_kg.errors import Fault

__all__ = ["faults_of_arguments"]

_OPTION: Final = re.compile(r"(--?[A-Za-z][\w-]*)(=?)")


def faults_of_arguments(arguments: Sequence[str]) -> Iterator[Fault]:
    """A fault for each argument that no command can read.

    An empty one comes from a script whose variable has nothing in it. As a path it would be the folder one is in, and as a
    value it would be taken for one that was not given.
    """
    for before, given in zip(("", *arguments), arguments, strict=False):
        # Bytes that are not UTF-8: written into a data file, they would make it unreadable.
        if any("\ud800" <= char <= "\udfff" for char in given):
            yield Fault(f"{given!a} is not text", fix="write it in UTF-8")
        elif (option := _OPTION.fullmatch(given)) and option[2]:
            yield _empty_option(option[1])
        elif not given.strip():
            option = _OPTION.fullmatch(before)
            after = f" after {before}" if before.strip() else ""
            yield (
                _empty_option(option[1])
                if option
                else Fault(f"the argument{after} is empty", fix="write it, or leave it out")
            )


def _empty_option(name: str) -> Fault:
    return Fault("the value is empty", name, fix="give one, or leave the option out")
