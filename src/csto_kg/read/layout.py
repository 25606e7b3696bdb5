"""The canonical layout of data files. There is one way to write a node, so a diff shows changes of content only.

`csto-kg format` writes it, and a test checks it. A node stands on one line where it fits, and otherwise has a line for
each key. `id` and `type` come first. Values with a datatype (dates, numbers) are quoted, since other readers of YAML
would retype them. Comments stand at the head of the file, where they cannot cut off a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

# The content of a data file with every scalar as a text; JSON-LD nodes have the same form.
PlainValue: TypeAlias = "str | list[PlainValue] | dict[str, PlainValue]"

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ԰-֏][^\n\t\"'#\[\]{},&*!|>?%@`:]*(?::[^\s\n\t\"'#\[\]{},&*!|>?%@`:]+)*")
_INTEGER = re.compile(r"0|[1-9]\d*")
# What YAML forbids or takes for the end of a line, even in quotes.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_RETYPED = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null")


def data_file_text(value: PlainValue, is_typed: Callable[[str], bool], head: str = "") -> str:
    """The text of a data file.

    `value` is the content of the file, with every scalar as a text. `is_typed` says whether the values of a key are
    typed literals, which are always quoted. `head` holds the comment lines at the top, with their line ends.
    """
    return head + ("".join(line + "\n" for line in _block(value, 0, is_typed)) or "[]\n")


def _block(value: PlainValue, indent: int, is_typed: Callable[[str], bool]) -> list[str]:
    pad = " " * indent
    lines: list[str] = []
    if isinstance(value, list):
        for item in value:
            flow = _flow(item, is_typed, "")
            if len(flow) + indent + 2 <= WIDTH and _is_flat(item):
                lines.append(f"{pad}- {flow}")
            else:
                first, *rest = _block(item, indent + 2, is_typed)
                lines += [f"{pad}- {first[indent + 2 :]}", *rest]
    elif isinstance(value, dict):
        for key in _order(value):
            inner = value[key]
            flow = _flow(inner, is_typed, key)
            # `says` always goes on lines of its own: one fact a line is what a reviewer reads.
            is_short = len(flow) + indent + len(key) + 2 <= WIDTH
            is_node_list = isinstance(inner, list) and any(isinstance(i, dict) for i in inner)
            if isinstance(inner, str) or (is_short and not is_node_list and _is_flat(inner)):
                lines.append(f"{pad}{key}: {flow}")
            else:
                step = 0 if isinstance(inner, list) else 2
                lines += [f"{pad}{key}:", *_block(inner, indent + step, is_typed)]
    else:
        lines.append(pad + _flow(value, is_typed, ""))
    return lines


def _is_flat(value: PlainValue) -> bool:
    """Whether a value may stand on one line: no list of nodes is in it."""
    if isinstance(value, dict):
        return all(_is_flat(v) for v in value.values())
    return isinstance(value, str) or not any(isinstance(v, dict) for v in value)


def _order(node: dict[str, PlainValue]) -> list[str]:
    first = [k for k in ("id", "type") if k in node]
    return first + [k for k in node if k not in first]


def _flow(value: PlainValue, is_typed: Callable[[str], bool], key: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(value[k], is_typed, k)}" for k in _order(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v, is_typed, key) for v in value) + "]"
    if is_typed(key):
        return _quoted(value)
    if _INTEGER.fullmatch(value):
        return value
    is_quoted = _RETYPED.fullmatch(value) or _UNPRINTABLE.search(value) or value != value.strip()
    is_plain = _PLAIN.fullmatch(value) and not is_quoted
    return value if is_plain else _quoted(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04X}", escaped) + '"'
