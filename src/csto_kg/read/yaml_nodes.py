"""A YAML file as nodes: every scalar stays the text that it is, and every node knows its line and column.

Other readers of YAML retype scalars (`1994-03-12`, `no`, `010`), let a duplicate key overwrite the first one, and drop
what follows ` #`. Here scalars keep their text, `cursor` reports duplicate keys, and a comment is allowed only at the head
of a file. Aliases are refused, since they can make a file endless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from csto_kg.errors import Fault, Where
from csto_kg.read.layout import PlainValue

# The C parser has no limit of its own: deeper nesting would crash the process.
_DEEPEST = 100
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_COMPACT_LISTS = re.compile(rf"(?:[-?] +){{{_DEEPEST}}}")
# Where an anchor or alias can stand; the scanner decides whether one does.
_MAYBE_ALIAS = re.compile(r"[&*](?<![^\s\[{,].)[^\s,\[\]{}]")


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file as YAML nodes. `root` is None where the file cannot be read; `faults` say why, or what else is wrong."""

    name: str
    root: yaml.Node | None
    faults: tuple[Fault, ...] = ()


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read a file that holds one YAML document. `name` is how messages call the file."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        return _unreadable(name, f"cannot be read: {error.strerror}", Where(name))
    except UnicodeDecodeError as error:
        where = Where(name, data[: error.start].count(b"\n") + 1)
        return _unreadable(name, f"is not UTF-8: the byte 0x{data[error.start]:02x}", where, "save the file as UTF-8")
    if _is_too_deep(data, text):
        return _unreadable(name, f"nests more than {_DEEPEST} levels", Where(name), "write it flatter")
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.CSafeLoader))
        comments, aliases = tuple(_comments(text, name)), tuple(_aliases(text, name))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
        return _unreadable(name, f"is not YAML: {error.problem or error.context}", where)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes
        fix = "write it as an escape in double quotes, or remove it"
        return _unreadable(name, f"is not YAML: the character U+{error.character:04X}", Where(name, line), fix)
    if len(documents) != 1 or documents[0] is None:
        second = documents[1].start_mark.line + 1 if len(documents) > 1 and documents[1] is not None else 0
        message = f"holds {len(documents)} YAML documents"
        return _unreadable(name, message, Where(name, second), "write one in each file")
    return YamlFile(name, None if aliases else documents[0], (*comments, *aliases))


def where_of(node: yaml.Node, name: str) -> Where:
    """The place of a node in the file of this name."""
    return Where(name, node.start_mark.line + 1, node.start_mark.column + 1)


def id_of(node: yaml.Node) -> str:
    """The text under a mapping's key `id`; empty where there is none."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return ""


def value_of(node: yaml.Node) -> PlainValue:
    """A node as lists, dictionaries and texts. Of a duplicate key the last one counts."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): value_of(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    return str(node.value)


def _unreadable(name: str, message: str, where: Where, fix: str = "") -> YamlFile:
    return YamlFile(name, None, (Fault(message, "", where, fix),))


def _is_too_deep(data: bytes, text: str) -> bool:
    # Each round removes the innermost pairs of brackets. Unpaired ones within texts remain.
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(_DEEPEST):
        outer = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if outer == brackets:
            break
        brackets = outer
    else:
        return bool(brackets)
    is_compact = any(start in text for start in ("- -", "-  ", "? ?", "?  "))
    return len(brackets) > _DEEPEST or (is_compact and _COMPACT_LISTS.search(text) is not None)


def _aliases(text: str, name: str) -> Iterator[Fault]:
    if _MAYBE_ALIAS.search(text) is None:
        return
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            what = "alias" if isinstance(token, yaml.AliasToken) else "anchor"
            where = Where(name, token.start_mark.line + 1, token.start_mark.column + 1)
            yield Fault(f"{what} '{token.value}' is not used here", "", where, "write the value in full")


def _comments(text: str, name: str) -> Iterator[Fault]:
    # " #" inside an unquoted text silently ends it there; comments stand at the head of the file only.
    head = re.match(r"(?:#.*\n)*", text)
    if head is not None and "#" not in text[head.end() :]:
        return
    is_head = True
    for number, line in enumerate(_without_scalars(text).split("\n"), start=1):
        if line.startswith("#"):
            if not is_head:
                yield Fault("comment within the data", "", Where(name, number, 1), "move it to the head of the file")
            continue
        is_head = False
        if (at := line.find(" #")) >= 0:
            fix = "quote the text, or move the comment to the head of the file"
            yield Fault("everything after ' #' is read as a comment", "", Where(name, number, at + 2), fix)


def _without_scalars(text: str) -> str:
    """The text with a mark for each character of a value: what then looks like a comment is one."""
    # An apostrophe within a plain text is not a quotation mark, so only YAML's own scanner can decide.
    bare = list(text)
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            bare[start:end] = ["\n" if c == "\n" else "_" for c in bare[start:end]]
    return "".join(bare)
