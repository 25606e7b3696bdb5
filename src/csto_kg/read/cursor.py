"""A cursor over the nodes of a data file, which knows the file and the place of each node.

All cursors of one `Reader` add their faults to its list, so that every fault of every file is reported at once. They
also note which identifiers are declared and which are referred to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from csto_kg.errors import Fault, Where
from csto_kg.ontology import Ontology
from csto_kg.project import core_identifiers
from csto_kg.read.keys import MappingType
from csto_kg.read.unfinished import unfinished
from csto_kg.read.yaml_nodes import id_of, read_yaml, where_of

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9.-]*)?")
# Files of the site are called after it with an ending, and file systems take 255 bytes.
LONGEST_IDENTIFIER: Final = 200
_WORD = re.compile(r"\w+")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


class Reference(NamedTuple):
    """An identifier that the entry `subject` refers to, and where."""

    identifier: str
    subject: str
    where: Where


class Reader:
    """The state of reading: the faults, declared identifiers and references so far.

    `is_whole` says whether every file could be read: only then can an undeclared identifier be recognized. The entries
    of `left_out` are not read.
    """

    def __init__(self, ontology: Ontology, left_out: frozenset[str] = frozenset()) -> None:
        self.ontology = ontology
        self.left_out = left_out
        self.faults: list[Fault] = []
        self.declared: dict[str, Where] = {}
        self.references: list[Reference] = []
        self.is_whole = True

    def open(self, path: Path, name: str) -> Cursor | None:
        """A cursor at the top of a file, or None where the file cannot be read. `name` is how messages call it."""
        file = read_yaml(path, name)
        self.faults += file.faults
        if file.root is None:
            self.is_whole = False
            return None
        self.faults += (fault for fault in unfinished(file.root, name) if fault.subject not in self.left_out)
        return Cursor(file.root, name, "", self)

    def entries(self, path: Path, name: str) -> list[Cursor]:
        """The entries of a file that holds a list of them."""
        top = self.open(path, name)
        listed = top.items() if top is not None else []
        return [entry for entry in listed if id_of(entry.node) not in self.left_out]


class Cursor:
    """A node of a file. `subject` is the identifier of the entry that it belongs to, which messages name."""

    __slots__ = ("file", "node", "reader", "subject")

    def __init__(self, node: yaml.Node, file: str, subject: str, reader: Reader) -> None:
        self.node = node
        self.file = file
        self.subject = subject
        self.reader = reader

    @property
    def where(self) -> Where:
        """The place of the node."""
        return where_of(self.node, self.file)

    @property
    def is_mapping(self) -> bool:
        """Whether the node has keys."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_quoted(self) -> bool:
        """Whether the node is a scalar in quotes, or in a block style."""
        return not isinstance(self.node, yaml.ScalarNode) or bool(self.node.style)

    def fault(self, message: str, fix: str = "", subject: str | None = None) -> None:
        """Report what is wrong with the node."""
        subject = self.subject if subject is None else subject
        self.reader.faults.append(Fault(message, subject, self.where, fix))

    def whole_file_fault(self, message: str, fix: str = "") -> None:
        """Report what is wrong with the file as a whole."""
        self.reader.faults.append(Fault(message, "", Where(self.file), fix))

    def at(self, node: yaml.Node) -> Cursor:
        """A cursor at another node of the same entry."""
        return Cursor(node, self.file, self.subject, self.reader)

    def under(self, subject: str) -> Cursor:
        """A cursor at the same node as part of another entry. An empty subject means that the entry has no name yet."""
        return Cursor(self.node, self.file, subject, self.reader)

    def items(self) -> list[Cursor]:
        """The items of a list; anything else is a fault."""
        if isinstance(self.node, yaml.SequenceNode):
            return [self.at(item) for item in self.node.value]
        self.fault("a list is expected here", "start each entry with '- '", "")
        return []

    def many(self) -> list[Cursor]:
        """The items of a list, or the node itself: one value need not stand in a list."""
        return [self.at(item) for item in self.node.value] if isinstance(self.node, yaml.SequenceNode) else [self]

    def one(self, key: str) -> Cursor:
        """The node itself; several values are a fault where only one of them would be read."""
        if isinstance(self.node, yaml.SequenceNode) and len(self.node.value) > 1:
            self.fault(f"'{key}' has several values", "write one")
        return self

    def pairs(self) -> Iterator[tuple[Cursor, Cursor]]:
        """The keys and values of a mapping, whatever the keys are."""
        for key, value in self.node.value if isinstance(self.node, yaml.MappingNode) else ():
            yield self.at(key), self.at(value)

    def fields(self, mapping: MappingType) -> Fields:
        """The keys of a mapping with their values; unknown, misplaced, duplicate and missing keys are faults."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault(f"{mapping.name} is expected here, as 'key: value'")
            return Fields(self, {})
        subject = self.subject or id_of(self.node)
        inner = Cursor(self.node, self.file, subject, self.reader)
        ontology = self.reader.ontology
        known: dict[str, Cursor] = {}
        for key_node, value in self.node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if key in known:
                fix = "keep one, with a list of values if needed"
                inner.at(key_node).fault(f"key '{key}' is written twice", fix)
            elif mapping.allows(key, ontology):
                known[key] = Cursor(value, self.file, subject, self.reader)
            else:
                advice = mapping.advice_on(key, ontology)
                inner.at(key_node).fault(f"{mapping.name} has no key '{key}'", advice)
        if not mapping.required <= known.keys():
            for key in sorted(mapping.required - known.keys()):
                inner.fault(f"{mapping.name} must have the key '{key}'")
        return Fields(inner, known)

    def text(self) -> str:
        """A scalar as the text that stands in the file."""
        node = self.node
        if not isinstance(node, yaml.ScalarNode):
            self.fault("one value is expected here")
            return ""
        text = str(node.value)
        if node.tag.startswith("!"):
            self.fault(f"YAML tag {node.tag} is not used here")
        if not text.strip():
            self.fault("the value is empty", "leave the key out")
        for word in () if text.isascii() else _mixed(text):
            fix = "write the whole word in one alphabet: letters that look alike are not the same"
            self.fault(f"'{word}' mixes alphabets", fix)
        return text

    def reference(self) -> str:
        """An identifier that is declared elsewhere."""
        text = self.text()
        self.reader.references.append(Reference(text, self.subject, self.where))
        return text

    def identifier(self, prefix: str) -> str:
        """The entry's own identifier, which is thereby declared."""
        text = self.under("").text()
        if not text.startswith(prefix) or not _IDENTIFIER.fullmatch(text.removeprefix(prefix)):
            form = f"{prefix}lower-case-words" if prefix else "segment/lower-case-words"
            fix = f"write {form}, with digits and hyphens"
            self.fault(f"'{text}' is not an identifier of this kind", fix, text)
        elif len(text) > LONGEST_IDENTIFIER:
            shown = f"{text[:40]}…"
            message = f"'{shown}' has {len(text)} characters, more than the {LONGEST_IDENTIFIER} of an identifier"
            self.fault(message, "give it a shorter one: files are called after it", shown)
        elif text in self.reader.declared and text in core_identifiers():
            self.fault(
                "is declared by the core, for every project", "remove this entry, or give it another name", text
            )
        elif (first := self.reader.declared.get(text)) is not None:
            self.fault(f"is declared twice, first at {first}", "keep one of the two", text)
        else:
            self.reader.declared[text] = self.where
        return text


class Fields:
    """The keys of one mapping, each with a cursor at its value.

    A key that is missing gives the default: where the key is required, its absence is reported already.
    """

    __slots__ = ("_known", "cursor")

    def __init__(self, cursor: Cursor, known: dict[str, Cursor]) -> None:
        self.cursor = cursor
        self._known = known

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def __iter__(self) -> Iterator[tuple[str, Cursor]]:
        return iter(self._known.items())

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: str) -> Cursor | None:
        """The cursor at the value of a key."""
        return self._known.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The text under a key."""
        return self._known[key].text() if key in self._known else default

    def reference(self, key: str, default: str = "") -> str:
        """The identifier under a key, which refers to something else."""
        return self._known[key].reference() if key in self._known else default

    def identifier(self, prefix: str = "") -> str:
        """The identifier that the entry gives itself under `id`."""
        return self._known["id"].identifier(prefix) if "id" in self._known else ""

    def items(self, key: str) -> list[Cursor]:
        """The items of the list under a key."""
        return self._known[key].items() if key in self._known else []

    def mapping(self, key: str, mapping: MappingType) -> Fields:
        """The keys of the mapping under a key; none where the key is missing."""
        inner = self._known.get(key)
        return inner.fields(mapping) if inner is not None else Fields(self.cursor, {})

    def fault(self, message: str, fix: str = "") -> None:
        """Report what is wrong with the mapping as a whole."""
        self.cursor.fault(message, fix)


def _mixed(text: str) -> list[str]:
    """The words with letters of several alphabets, which a wrong keyboard layout produces."""
    alphabets = {word: {unicodedata.name(c, "").partition(" ")[0] for c in word} for word in _WORD.findall(text)}
    return [word for word, found in alphabets.items() if len(found.intersection(_ALPHABETS)) > 1]
