"""What commands lay out with TODO for people to write: a build refuses it until it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import yaml

from csto_kg.errors import Fault
from csto_kg.read.layout import PlainValue
from csto_kg.read.yaml_nodes import id_of, where_of

__all__ = ["STILL_TODO", "is_unfinished", "unfinished"]

STILL_TODO: Final = "still has TODO"
"""How the message of each such fault ends."""
_TODO: Final = re.compile(r"\bTODO\b")
_TO_WRITE: Final[Mapping[str, str]] = {
    "id": "write the identifier of what it speaks of; if nothing applies, delete the line",
    "type": "write the class if the passage says that it happened or was so, else delete `type`; if nothing of it applies,"
    " delete the line",
    "paraphrase": "write what the passage says, in your own words",
    "outcome": "write outcome/preferred with `prefers`, or outcome/open; csto-kg decide fills it in too",
    "reason": "write why",
    "label": "write what it is called; for a conflict, the question that its sides answer differently",
}


def is_unfinished(value: PlainValue) -> bool:
    """Whether TODO stands anywhere in a value."""
    if isinstance(value, dict):
        return any(map(is_unfinished, value.values()))
    return any(map(is_unfinished, value)) if isinstance(value, list) else _TODO.search(str(value)) is not None


def unfinished(node: yaml.Node, name: str, key: str = "", subject: str = "") -> Iterator[Fault]:
    """A fault for each value of a file with TODO in it, with what is to be written there; `name` is that of the file."""
    if isinstance(node, yaml.MappingNode):
        # The identifier of a claim, a conflict or an entry; what is within it belongs to it.
        own = id_of(node) if not subject or subject.startswith("source:") else ""
        for inner, value in node.value:
            # Under `label` the keys are languages.
            yield from unfinished(value, name, key if key == "label" else str(inner.value), own or subject)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from unfinished(item, name, key, subject)
    elif _TODO.search(str(node.value)):
        fix = _TO_WRITE.get(key, "write the value, or leave the key out")
        of = "" if subject == "TODO" else subject
        yield Fault(f"'{key}' {STILL_TODO}", of, where_of(node, name), fix)
