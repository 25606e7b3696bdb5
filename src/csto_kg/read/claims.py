"""Reads the data files: a closed-world check of what people wrote, then JSON-LD to named graphs.

A JSON-LD processor lets typing mistakes pass (an unknown key or class vanishes) and YAML readers retype scalars and let
duplicate keys overwrite. So every scalar stays the text it is, each key, class and identifier must be known, and all
faults are reported at once with file, line and column. What passes is parsed as JSON-LD 1.1 by pyoxigraph.

One claim is one named graph, whose IRI is the claim's (the nanopublication form). What a source reports somebody to
have said is a named graph of its own, nested in the claim, and never asserted.
"""

from __future__ import annotations

import contextlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox
import yaml
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS, XSD
from rdflib.term import Identifier

from csto_kg.advice import nearest
from csto_kg.errors import DataError, Fault, Where
from csto_kg.ontology import Key, Ontology, ValueKind, context_of
from csto_kg.project import Project
from csto_kg.rdf.terms import Term, to_rdflib
from csto_kg.read.texts import Passage, SourceText, passage_faults
from csto_kg.time.bounds import days_of
from csto_kg.time.days import DateError, Days
from csto_kg.time.edtf import parse
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO, EDTF, ID, OA, PREFIXES, SOURCE, short

Triple: TypeAlias = tuple[Identifier, Identifier, Identifier]
Json: TypeAlias = "str | list[Json] | dict[str, Json]"

ASSERTS, DENIES, IMPLIES = ID["stance/asserts"], ID["stance/denies"], ID["stance/implies"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says in one passage.

    `triples` is the content of the claim's graph, `reported` the nested graphs of what somebody is reported to have
    said, by their IRIs.
    """

    iri: URIRef
    source: URIRef
    passage: Passage
    stance: URIRef
    paraphrase: str
    triples: tuple[Triple, ...]
    reported: tuple[tuple[URIRef, tuple[Triple, ...]], ...]
    where: Where


@dataclass(frozen=True, slots=True)
class CuratedConflict:
    """A conflict that a curator recorded, with the decision on it.

    `property` is None for a disagreement of words, which only `between` tells; otherwise the build finds the conflict
    on the subjects in `about` and this decides it.
    """

    iri: URIRef
    about: tuple[URIRef, ...]
    property: URIRef | None
    kind: URIRef
    between: tuple[URIRef, ...]
    decision: URIRef
    outcome: URIRef
    prefers: tuple[URIRef, ...]
    reason: str
    where: Where


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything the data files say, as RDF and as records.

    `register` tells what identifiers mean; `provenance` holds the statements about claims, passages and sources;
    `silent` are the stretches that hold nothing to claim, with the reason; `files` counts the files read.
    """

    claims: tuple[Claim, ...]
    conflicts: tuple[CuratedConflict, ...]
    sources: tuple[SourceText, ...]
    silent: tuple[tuple[Passage, str], ...]
    register: Graph
    provenance: Graph
    files: int
    where: Mapping[URIRef, Where] = field(repr=False)


def publications(sources: Iterable[URIRef], provenance: Graph) -> dict[str, Days | None]:
    """The days on which each source can have been published, by its short identifier; None where nothing tells."""
    found: dict[str, Days | None] = {}
    for source in sorted(set(sources)):
        told = provenance.value(source, CSTO.published)
        found[source.removeprefix(str(SOURCE))] = None if told is None else days_of(parse(str(told)))
    return found


# ---------------------------------------------------------------------------------------------------------------
# Reading YAML without retyping, with the place of every node
# ---------------------------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """What a mapping is, hence which keys it may have and which it must have."""

    name: str
    keys: frozenset[str]
    required: frozenset[str]
    written_in: str = ""  # besides `keys`, those that the ontology lets be written here


_SOURCE = _Place(
    "a source",
    frozenset(("id", "type", "at")),
    frozenset(("id", "type", "title", "fileName", "sha256", "published")),
    "sources",
)
_ENTITY = _Place("an entry of the register", frozenset(("id", "type")), frozenset(("id", "type")), "register")
_CLAIMS = _Place("a file of claims", frozenset(("id", "claims", "silent")), frozenset(("id", "claims")))
_SILENT = _Place("a silent passage", frozenset(("at", "sha256", "reason")), frozenset(("at", "sha256", "reason")))
_CLAIM = _Place(
    "a claim",
    frozenset(("id", "passage", "stance", "paraphrase", "inference", "says")),
    frozenset(("id", "passage", "paraphrase", "says")),
)
_PASSAGE = _Place("a passage", frozenset(("at", "sha256")), frozenset(("at", "sha256")))
_SELECTOR = _Place("the offsets of a passage", frozenset(("start", "end")), frozenset(("start", "end")))
_SAID = _Place("a statement of a claim", frozenset(("id", "type")), frozenset(("id",)), "claims")
_CONTENT = _Place("reported content", frozenset(("id", "says")), frozenset(("id", "says")))
_CONFLICT = _Place(
    "a conflict",
    frozenset(("id", "about", "property", "conflictType", "between", "decision")),
    frozenset(("id", "about", "conflictType", "decision")),
)
_REVIEW = _Place(
    "a review",
    frozenset(("id", "of")),
    frozenset(("id", "of", "reader", "readOn", "verdict", "sha256")),
    "reviews",
)
_DECISION = _Place(
    "a decision", frozenset(("id", "outcome", "prefers", "reason")), frozenset(("id", "outcome", "reason"))
)

# Keys of claims and passages themselves; a statement in `says` must not use them.
_OF_CLAIMS = _CLAIM.keys | _SILENT.keys | _SELECTOR.keys - {"id"}

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9.-]*)?")
_ABSOLUTE = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_INTEGER = re.compile(r"0|[1-9][0-9]*")


class _Form(NamedTuple):
    """How the values of a datatype are written, and what is said of another value."""

    written: re.Pattern[str]
    refused: str
    fix: str = ""


_FORMS: Mapping[URIRef | None, _Form] = {
    XSD.boolean: _Form(re.compile("true|false"), "neither true nor false"),
    XSD.decimal: _Form(
        re.compile(r"-?[0-9]+(\.[0-9]+)?"), "no number", "write digits, with a point for decimals: 20000, 0.5"
    ),
    XSD.hexBinary: _Form(re.compile("[0-9a-f]{64}"), "no SHA-256", "64 lower-case hexadecimal digits"),
    XSD.integer: _Form(_INTEGER, "no whole number", "write digits only"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Reader:
    """Collects faults, identifiers and references while it turns YAML nodes into JSON with every scalar a string."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.faults: list[Fault] = []
        self.declared: dict[str, Where] = {}
        self.references: list[tuple[str, str, Where]] = []
        self.is_whole = True  # every file could be read

    def fault(self, message: str, where: Where, subject: str = "", fix: str = "") -> None:
        self.faults.append(Fault(message, subject, where, fix))

    def load(self, path: Path, shown: str) -> yaml.Node | None:
        """The node tree of a YAML file, or None where it cannot be read; then `is_whole` is no longer so."""
        root = self._load(path, shown)
        self.is_whole &= root is not None
        return root

    def _load(self, path: Path, shown: str) -> yaml.Node | None:
        try:
            data = path.read_bytes()
            text = data.decode("utf-8")
        except OSError as error:
            self.fault(f"cannot be read: {error.strerror}", Where(shown))
            return None
        except UnicodeDecodeError as error:
            where = Where(shown, data[: error.start].count(b"\n") + 1)
            self.fault(f"is not UTF-8: the byte 0x{data[error.start]:02x}", where, fix="save the file as UTF-8")
            return None
        try:
            documents = list(yaml.compose_all(text, Loader=yaml.CSafeLoader))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = Where(shown, mark.line + 1, mark.column + 1) if mark else Where(shown)
            self.fault(f"is not YAML: {error.problem or error.context}", where)
            return None
        except yaml.reader.ReaderError as error:
            line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes
            fix = "write it as an escape in double quotes, or remove it"
            self.fault(f"is not YAML: the character U+{error.character:04X}", Where(shown, line), "", fix)
            return None
        if len(documents) != 1 or documents[0] is None:
            second = documents[1].start_mark.line + 1 if len(documents) > 1 and documents[1] is not None else 0
            fix = "write one in each file"
            self.fault(f"holds {len(documents)} YAML documents", Where(shown, second), fix=fix)
            return None
        self._comments(text, shown)
        return documents[0]

    def _comments(self, text: str, shown: str) -> None:
        # " #" inside an unquoted text silently ends it there; comments stand at the head of the file only.
        head = re.match(r"(?:#.*\n)*", text)
        if head is not None and "#" not in text[head.end() :]:
            return
        is_head = True
        for number, line in enumerate(_without_scalars(text).split("\n"), start=1):
            if line.startswith("#"):
                if not is_head:
                    self.fault(
                        "comment within the data", Where(shown, number, 1), fix="move it to the head of the file"
                    )
                continue
            is_head = False
            if (at := line.find(" #")) >= 0:
                fix = "quote the text, or move the comment to the head of the file"
                self.fault("everything after ' #' is swallowed as a comment", Where(shown, number, at + 2), fix=fix)

    # -- nodes --------------------------------------------------------------------------------------------------

    def sequence(self, node: yaml.Node, shown: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.fault("a list is due here", _where(node, shown), fix="start each entry with '- '")
        return []

    def mapping(self, node: yaml.Node, place: _Place, shown: str, subject: str = "") -> dict[str, yaml.Node]:
        """The keys of a mapping with their nodes; unknown, misplaced, duplicate and missing keys are faults."""
        where = _where(node, shown)
        if not isinstance(node, yaml.MappingNode):
            self.fault(f"{place.name} is due here, as 'key: value'", where, subject)
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            at = _where(key_node, shown)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            subject = subject or _id_of(node)
            if key in found:
                self.fault(f"key '{key}' is written twice", at, subject, "keep one, with a list of values if need be")
            elif self._allowed(key, place):
                found[key] = value
            else:
                self.fault(f"{place.name} has no key '{key}'", at, subject, self._advice(key, place))
        for key in sorted(place.required - found.keys()):
            self.fault(f"{place.name} must have the key '{key}'", where, subject or _id_of(node))
        return found

    def _allowed(self, key: str, place: _Place) -> bool:
        if key in place.keys:
            return True
        known = self.ontology.keys.get(key)
        return bool(known and place.written_in and known.allowed_in(place.written_in)) and not (
            place is _SAID and key in _OF_CLAIMS
        )

    def _advice(self, key: str, place: _Place) -> str:
        if key.startswith("@"):
            return "JSON-LD keywords are not written here; the context is ontology/context.jsonld"
        if ":" in key:
            return "write the short key of the data dictionary, no prefixed name"
        if key in self.ontology.keys:
            written = self.ontology.keys[key].written_in or ("register", "claims")
            return f"it is written in {' and '.join(sorted(written))}"
        near = nearest(key, [k for k in {*self.ontology.keys, *place.keys} if self._allowed(k, place)])
        return f"did you mean {' or '.join(near)}?" if near else "see the list of keys in data/README.md"

    def text(self, node: yaml.Node, shown: str, subject: str) -> str:
        """A scalar as the text that stands in the file."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault("one value is due here", _where(node, shown), subject)
            return ""
        if node.tag.startswith("!"):
            self.fault(f"YAML tag {node.tag} is not used here", _where(node, shown), subject)
        if not node.value.strip():
            self.fault("the value is empty", _where(node, shown), subject, "leave the key out")
        for word in _mixed(node.value):
            fix = "write the whole word in one alphabet: letters that look alike are not the same"
            self.fault(f"'{word}' mixes alphabets", _where(node, shown), subject, fix)
        return str(node.value)

    def many(self, node: yaml.Node) -> list[yaml.Node]:
        return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]

    def identifier(self, node: yaml.Node, shown: str, prefix: str, declares: bool = True) -> str:
        """An identifier that an entry gives itself."""
        text, where = self.text(node, shown, ""), _where(node, shown)
        body = text.removeprefix(prefix)
        if not text.startswith(prefix) or not _IDENTIFIER.fullmatch(body):
            form = f"{prefix}lower-case-words" if prefix else "segment/lower-case-words"
            self.fault(
                f"'{text}' is no identifier of this kind", where, text, f"write {form}, with digits and hyphens"
            )
        elif declares:
            if text in self.declared:
                self.fault(f"is declared twice, first at {self.declared[text]}", where, text, "keep one of the two")
            else:
                self.declared[text] = where
        return text

    def reference(self, node: yaml.Node, shown: str, subject: str) -> str:
        text, where = self.text(node, shown, subject), _where(node, shown)
        self.references.append((text, subject, where))
        return text

    # -- values -------------------------------------------------------------------------------------------------

    def value(self, key: Key, node: yaml.Node, shown: str, subject: str) -> Json:
        """The JSON of a key's value, checked by what the ontology says of the key."""
        if key.kind is ValueKind.TEXT:
            return self._languages(node, shown, subject)
        values: list[Json] = []
        for item in self.many(node):
            if key.iri == SKOS.exactMatch:
                values.append(self._absolute(item, shown, subject))
            elif key.kind is ValueKind.ENTITY:
                values.append(self.reference(item, shown, subject))
            elif key.kind is ValueKind.TERM:
                values.append(self._term(item, shown, subject))
            else:
                values.append(self._literal(key, item, shown, subject))
        if not values:
            self.fault(f"'{key.name}' has an empty list", _where(node, shown), subject, "leave the key out")
        if len(values) > 1 and len(values) != len({json.dumps(v) for v in values}):
            self.fault(f"'{key.name}' has the same value twice", _where(node, shown), subject)
        return values

    def only_one(self, name: str, node: yaml.Node, shown: str, subject: str) -> None:
        """A fault where a key that holds one value has several, of which only one would be read."""
        if len(self.many(node)) > 1:
            self.fault(f"'{name}' has several values", _where(node, shown), subject, "write one")

    def _languages(self, node: yaml.Node, shown: str, subject: str) -> Json:
        if not isinstance(node, yaml.MappingNode):
            self.fault("text has a language", _where(node, shown), subject, "write {en: …}")
            return {}
        texts: dict[str, Json] = {}
        for tag_node, value in node.value:
            tag = str(tag_node.value)
            if not _LANGUAGE.fullmatch(tag) or tag in texts:
                what = "is written twice" if tag in texts else "is no language tag (BCP 47)"
                self.fault(f"'{tag}' {what}", _where(tag_node, shown), subject)
            texts[tag] = [self.text(v, shown, subject) for v in self.many(value)]
        if not all(texts.values()) or not texts:
            self.fault("the value is empty", _where(node, shown), subject, "leave the key out")
        return texts

    def _absolute(self, node: yaml.Node, shown: str, subject: str) -> str:
        text = self.text(node, shown, subject)
        if not _ABSOLUTE.fullmatch(text):
            self.fault(f"'{text}' is no web address", _where(node, shown), subject)
        return text

    def _term(self, node: yaml.Node, shown: str, subject: str) -> str:
        text = self.text(node, shown, subject)
        if text not in self.ontology.keys:
            near = nearest(text, self.ontology.keys)
            fix = f"did you mean {' or '.join(near)}?" if near else ""
            self.fault(f"'{text}' is no key of the ontology", _where(node, shown), subject, fix)
        return text

    def _literal(self, key: Key, node: yaml.Node, shown: str, subject: str) -> str:
        text, where, datatype = self.text(node, shown, subject), _where(node, shown), key.datatype
        if datatype == EDTF.EDTF:
            if isinstance(node, yaml.ScalarNode) and not node.style:
                self.fault(
                    f"date {text} is not quoted", where, subject, f'write "{text}": other readers would retype it'
                )
            try:
                parse(text)
            except DateError as error:
                self.fault(f"'{key.name}': {error}", where, subject)
        elif key.iri == CSTO.reckoned:
            try:
                parse_relative(text)
            except DateError as error:
                self.fault(f"'{key.name}': {error}", where, subject)
        elif (form := _FORMS.get(datatype)) and not form.written.fullmatch(text):
            self.fault(f"'{text}' is {form.refused}", where, subject, form.fix)
        return text

    def types(self, node: yaml.Node, shown: str, subject: str) -> list[Json]:
        names: list[Json] = []
        for item in self.many(node):
            name = self.text(item, shown, subject)
            names.append(name)
            if name not in self.ontology.classes:
                near = nearest(name, self.ontology.classes)
                fix = f"did you mean {' or '.join(near)}?" if near else "see the classes in data/README.md"
                self.fault(f"there is no class '{name}'", _where(item, shown), subject, fix)
        if not names:
            self.fault("'type' has an empty list", _where(node, shown), subject, "leave the key out")
        return names

    def body(self, fields: Mapping[str, yaml.Node], shown: str, subject: str) -> dict[str, Json]:
        """The JSON of a node's keys other than `id`."""
        out: dict[str, Json] = {}
        for name, node in fields.items():
            if name == "type":
                out["type"] = self.types(node, shown, subject)
            elif name == "content":
                out["content"] = self.content(node, shown, subject)
            elif name not in ("id", "at"):
                out[name] = self.value(self.ontology.keys[name], node, shown, subject)
        return out

    def said(self, node: yaml.Node, shown: str, subject: str) -> dict[str, Json]:
        fields = self.mapping(node, _SAID, shown, subject)
        if ("reckoned" in fields) != ("reckonedFrom" in fields):
            fix = "write the event in reckonedFrom, and how far from it in reckoned"
            self.fault("reckoned and reckonedFrom go together", _where(node, shown), subject, fix)
        for key in ("reckoned", "reckonedFrom"):
            if key in fields:
                self.only_one(key, fields[key], shown, subject)
        about = self.reference(fields["id"], shown, subject) if "id" in fields else ""
        body = self.body(fields, shown, subject)
        if fields and not body:
            fix = "say something of it; to say only that it happened or exists, restate its class with 'type'"
            self.fault(f"says nothing of {about}", _where(node, shown), subject, fix)
        return {"id": about, **body}

    def content(self, node: yaml.Node, shown: str, subject: str) -> Json:
        fields = self.mapping(node, _CONTENT, shown, subject)
        name = self.text(fields["id"], shown, subject) if "id" in fields else ""
        if not re.fullmatch(re.escape(subject) + r"/[a-z0-9-]+", name):
            fix = f"call it {subject}/content"
            self.fault(f"the graph of reported content is called '{name}'", _where(node, shown), subject, fix)
        elif name in self.declared:
            self.fault(f"'{name}' is used twice", _where(node, shown), subject, "number them: content-2")
        else:
            self.declared[name] = _where(node, shown)
        says = self.statements(fields["says"], shown, subject) if "says" in fields else []
        return {"id": name, "says": says}

    def statements(self, node: yaml.Node, shown: str, subject: str) -> list[Json]:
        """What stands under `says`: one statement or several."""
        items = self.many(node)
        if not items:
            self.fault("says nothing", _where(node, shown), subject, "write what the passage says")
        return [self.said(item, shown, subject) for item in items]

    def offsets(self, node: yaml.Node, shown: str, subject: str) -> tuple[str, str]:
        fields = self.mapping(node, _SELECTOR, shown, subject)
        start, end = (
            self._literal(self.ontology.keys[k], fields[k], shown, subject) if k in fields else ""
            for k in ("start", "end")
        )
        # What is no whole number is a fault by now, and nothing to calculate with.
        return start if _INTEGER.fullmatch(start) else "", end if _INTEGER.fullmatch(end) else ""


_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


def _mixed(text: str) -> list[str]:
    """The words that hold letters of several alphabets, as a wrong keyboard layout leaves them."""
    if text.isascii():
        return []
    alphabets = {word: {unicodedata.name(c, "").partition(" ")[0] for c in word} for word in re.findall(r"\w+", text)}
    return [word for word, found in alphabets.items() if len(found.intersection(_ALPHABETS)) > 1]


def _without_scalars(text: str) -> str:
    """The text with a mark for each character of a value: what then looks like a comment is one."""
    # An apostrophe within a plain text is no quotation mark, so only YAML's own scanner can tell.
    bare = list(text)
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            bare[start:end] = ["\n" if c == "\n" else "_" for c in bare[start:end]]
    return "".join(bare)


def _where(node: yaml.Node, shown: str) -> Where:
    return Where(shown, node.start_mark.line + 1, node.start_mark.column + 1)


def _id_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return ""


# ---------------------------------------------------------------------------------------------------------------
# The files
# ---------------------------------------------------------------------------------------------------------------


def read_dataset(project: Project, ontology: Ontology, texts: Mapping[str, str] | None = None) -> Dataset:
    """Read sources, register, claims and decisions.

    `texts` holds the source texts by identifier, where they are at hand: then each passage's digest is checked. Raises
    DataError with every fault of every file.
    """
    reader = _Reader(ontology)
    nodes: list[dict[str, Json]] = []
    files = 0
    sources: dict[str, SourceText] = {}
    for item, shown in _entries(reader, project, [project.sources]):
        node = _read_source(reader, item, shown, sources)
        nodes.append(node)
    register: list[dict[str, Json]] = []
    entity_files = sorted(project.entities.glob("*.yaml"))
    for item, shown in _entries(reader, project, entity_files):
        register.append(_read_entity(reader, item, shown))
    claim_files = sorted(project.claims.glob("*.yaml"))
    records: list[tuple[str, dict[str, Json], Where]] = []
    silent: list[tuple[str, dict[str, Json]]] = []
    for path in claim_files:
        records += _read_claims(reader, path, project.shown(path), sources, texts or {}, silent)
    decision_files = sorted(project.decisions.glob("*.yaml"))
    conflicts: list[dict[str, Json]] = []
    for item, shown in _entries(reader, project, decision_files):
        conflicts.append(_read_conflict(reader, item, shown))
    review_files = sorted(project.reviews.glob("*.yaml"))
    for item, shown in _entries(reader, project, review_files):
        nodes.append(_read_review(reader, item, shown))
    files = len(review_files) + 1 + len(entity_files) + len(claim_files) + len(decision_files)
    # What cannot be read may be what declares an identifier.
    for text, subject, where in reader.references if reader.is_whole else ():
        if text and text not in reader.declared:
            near = nearest(text, reader.declared)
            fix = f"did you mean {' or '.join(near)}? otherwise declare it in data/entities" if near else ""
            reader.fault(f"'{text}' is not declared", where, subject, fix or "declare it in data/entities")
    _repeated(reader, records)
    _foretold(reader, nodes, records)
    if not reader.faults:  # what cannot be read may be what speaks of an entry
        _orphans(reader, register)
    if reader.faults:
        raise DataError(*sorted(reader.faults, key=_place))
    return _to_rdf(project, nodes, register, records, silent, conflicts, sources, files, reader.declared)


# Events, situations and observations need a claim of their own, which weighing looks for.
_HAPPENING = (CSTO.Event, CSTO.Situation, CSTO.Observation)
# What the build, curators, reviewers and queries choose from is whole whether or not each term is chosen.
_LISTS = (CSTO.ConflictType, CSTO.EndStatus, CSTO.FindingStatus, CSTO.Outcome, CSTO.Role, CSTO.Stance, CSTO.Verdict)
# By these the rows of outside tables are linked to an entry.
_LINKS = frozenset(("exactMatch", "iso2", "iso3", "m49", "cow"))


def _orphans(reader: _Reader, register: Iterable[Mapping[str, Json]]) -> None:
    """Entries of the register that nothing refers to and no claim speaks of."""
    spoken = {text for text, subject, _ in reader.references if text != subject}
    for node in register:
        name, types = str(node["id"]), node.get("type", [])
        known = [reader.ontology.classes[t].iri for t in types if isinstance(t, str) and t in reader.ontology.classes]
        is_apart = any(reader.ontology.is_a(t, kind) for t in known for kind in (*_HAPPENING, *_LISTS))
        if known and not is_apart and name not in spoken and not _LINKS & node.keys() and name in reader.declared:
            fix = "write the claim that tells of it, or remove it from the register"
            reader.fault("nothing refers to it and no claim speaks of it", reader.declared[name], name, fix)


def _repeated(reader: _Reader, records: Iterable[tuple[str, Mapping[str, Json], Where]]) -> None:
    """Claims that say again what another says of the same passage."""
    first: dict[str, str] = {}
    for source, claim, where in records:
        name = str(claim["id"])
        told = json.dumps([source, claim["passage"], claim["stance"], claim["says"]], sort_keys=True)
        other = first.setdefault(told.replace(f'"{name}/', '"/'), name)
        if other != name:
            reader.fault(f"says of the same passage what {other} says", where, name, "keep one of the two")


def _foretold(
    reader: _Reader, sources: Iterable[Mapping[str, Json]], records: Iterable[tuple[str, Mapping[str, Json], Where]]
) -> None:
    """Days that a source asserts though they come after its own; what is only announced is reported, not asserted."""
    published = {str(s["id"]): _days(_first(s.get("published"))) for s in sources}
    for source, claim, where in records:
        appeared, says = published.get(source), claim["says"]
        if appeared is None or claim["stance"] == "stance/denies" or not isinstance(says, list):
            continue
        for key, value in [
            (k, _first(s.get(k))) for s in says if isinstance(s, dict) for k in ("date", "begins", "holds")
        ]:
            told = _days(value)
            if told is not None and told.earliest > appeared.latest:
                message = f"'{key}' is {value}, and {source} appeared on {appeared.latest} at the latest"
                fix = "correct the date; what is planned stands in the `content` of an Announcement"
                reader.fault(message, where, str(claim["id"]), fix)


def _days(text: str) -> Days | None:
    try:
        return days_of(parse(text)) if text else None
    except DateError:
        return None  # a fault by now


def read_sources(project: Project, ontology: Ontology) -> tuple[SourceText, ...]:
    """The list of the sources alone, by which their texts are found. Raises DataError with every fault of the list."""
    reader = _Reader(ontology)
    sources: dict[str, SourceText] = {}
    for item, shown in _entries(reader, project, [project.sources]):
        _read_source(reader, item, shown, sources)
    if reader.faults:
        raise DataError(*sorted(reader.faults, key=_place))
    return tuple(sources.values())


def declared(project: Project) -> frozenset[URIRef]:
    """The identifiers that the register declares, whatever else is wrong with its files."""
    found: set[URIRef] = set()
    for path in sorted(project.entities.glob("*.yaml")):
        with contextlib.suppress(OSError, UnicodeDecodeError, yaml.YAMLError):
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            entries = root.value if isinstance(root, yaml.SequenceNode) else []
            found |= {_iri(name) for name in map(_id_of, entries) if name}
    return frozenset(found)


def _place(fault: Fault) -> tuple[str, int, int]:
    where = fault.where or Where("")
    return where.file, where.line, where.column


def _entries(reader: _Reader, project: Project, paths: Iterable[Path]) -> Iterator[tuple[yaml.Node, str]]:
    for path in paths:
        shown = project.shown(path)
        root = reader.load(path, shown)
        for item in reader.sequence(root, shown) if root is not None else []:
            yield item, shown


def _read_source(reader: _Reader, item: yaml.Node, shown: str, sources: dict[str, SourceText]) -> dict[str, Json]:
    fields = reader.mapping(item, _SOURCE, shown)
    name = reader.identifier(fields["id"], shown, "source:") if "id" in fields else ""
    node: dict[str, Json] = {"id": name, **reader.body(fields, shown, name)}
    start, end = reader.offsets(fields["at"], shown, name) if "at" in fields else ("0", "")
    if "at" in fields:
        node["at"] = {"id": f"{name}#char={start},{end}/selector", "type": ["Selector"], "start": start, "end": end}
    file_name, sha = _first(node.get("fileName")), _first(node.get("sha256"))
    where = _where(item, shown)
    sources[name] = SourceText(name, file_name, sha, int(start or 0), int(end) if end else None, where)
    return node


def _first(value: Json | None) -> str:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], str) else ""


def _read_entity(reader: _Reader, item: yaml.Node, shown: str) -> dict[str, Json]:
    fields = reader.mapping(item, _ENTITY, shown)
    name = reader.identifier(fields["id"], shown, "") if "id" in fields else ""
    node: dict[str, Json] = {"id": name, **reader.body(fields, shown, name)}
    segment = name.split("/")[0] if "/" in name else ""
    types = node.get("type", [])
    known = [reader.ontology.classes[t] for t in types if isinstance(t, str) and t in reader.ontology.classes]
    for term in known:
        if term.segment is None:
            reader.fault(f"class {term.name} is not for entries of the register", _where(item, shown), name)
        elif term.segment != segment:
            form = f"{term.segment}/…" if term.segment else "a bare name"
            fix = f"call it {form}, or correct its type"
            reader.fault(f"the identifier of a {term.name} is {form}", _where(item, shown), name, fix)
    return node


def _read_claims(
    reader: _Reader,
    path: Path,
    shown: str,
    sources: Mapping[str, SourceText],
    texts: Mapping[str, str],
    silent: list[tuple[str, dict[str, Json]]],
) -> Iterator[tuple[str, dict[str, Json], Where]]:
    root = reader.load(path, shown)
    if root is None:
        return
    fields = reader.mapping(root, _CLAIMS, shown)
    source = reader.reference(fields["id"], shown, "") if "id" in fields else ""
    if source and source in sources and source != f"source:{path.stem}":
        reader.fault(f"claims of {source} stand in {path.name}", Where(shown), fix=f"call the file {source[7:]}.yaml")
    for item in reader.sequence(fields["silent"], shown) if "silent" in fields else []:
        stretch = reader.mapping(item, _SILENT, shown, source)
        passage = _passage(reader, stretch, item, shown, source, sources.get(source), texts.get(source))
        reason = reader.text(stretch["reason"], shown, source) if "reason" in stretch else ""
        silent.append((source, {**passage, "type": ["SilentPassage"], "reason": reason}))
    for item in reader.sequence(fields["claims"], shown) if "claims" in fields else []:
        yield source, _read_claim(reader, item, shown, sources.get(source), texts.get(source)), _where(item, shown)


def _read_claim(
    reader: _Reader, item: yaml.Node, shown: str, source: SourceText | None, text: str | None
) -> dict[str, Json]:
    fields = reader.mapping(item, _CLAIM, shown)
    name = reader.identifier(fields["id"], shown, "claim:") if "id" in fields else ""
    where = _where(item, shown)
    claim: dict[str, Json] = {"id": name, "type": ["Claim"]}
    for key in ("paraphrase", "inference"):
        if key in fields:
            claim[key] = reader.text(fields[key], shown, name)
    claim["stance"] = reader.reference(fields["stance"], shown, name) if "stance" in fields else "stance/asserts"
    if (claim["stance"] == "stance/implies") != ("inference" in fields):
        fix = "write both or neither: what is implied has a reason"
        reader.fault("stance/implies and inference go together", where, name, fix)
    place = fields.get("passage", item)
    stretch = reader.mapping(place, _PASSAGE, shown, name) if "passage" in fields else {}
    claim["passage"] = _passage(reader, stretch, place, shown, name, source, text)
    claim["says"] = reader.statements(fields["says"], shown, name) if "says" in fields else []
    return claim


def _read_review(reader: _Reader, item: yaml.Node, shown: str) -> dict[str, Json]:
    fields = reader.mapping(item, _REVIEW, shown)
    name = reader.identifier(fields["id"], shown, "") if "id" in fields else ""
    return {"id": name, **reader.body(fields, shown, name), "type": ["Review"]}


def _passage(
    reader: _Reader,
    fields: Mapping[str, yaml.Node],
    node: yaml.Node,
    shown: str,
    subject: str,
    source: SourceText | None,
    text: str | None,
) -> dict[str, Json]:
    """The JSON of a passage, named as RFC 5147 does, with its offsets and (where the text is at hand) digest checked."""
    start, end = reader.offsets(fields["at"], shown, subject) if "at" in fields else ("", "")
    digest = reader.ontology.keys["sha256"]
    sha = reader._literal(digest, fields["sha256"], shown, subject) if "sha256" in fields else ""
    if source is not None and start.isdigit() and end.isdigit() and sha:
        stretch = Passage(source.id, int(start), int(end), sha)
        reader.faults += passage_faults(stretch, subject, _where(node, shown), source, text)
    named = f"{source.id if source else ''}#char={start},{end}"
    return {
        "id": named,
        "type": ["Passage"],
        "ofSource": source.id if source else "",
        "sha256": sha,
        "at": {"id": f"{named}/selector", "type": ["Selector"], "start": start, "end": end},
    }


def _stretch(source: str, node: Mapping[str, Json]) -> Passage:
    at = node["at"]
    assert isinstance(at, dict)
    return Passage(source, int(str(at["start"])), int(str(at["end"])), str(node["sha256"]))


def _read_conflict(reader: _Reader, item: yaml.Node, shown: str) -> dict[str, Json]:
    fields = reader.mapping(item, _CONFLICT, shown)
    name = reader.identifier(fields["id"], shown, "") if "id" in fields else ""
    node: dict[str, Json] = {"id": name, "type": ["Conflict"]}
    for key in ("about", "property", "conflictType", "between"):
        if key in fields:
            node[key] = reader.value(reader.ontology.keys[key], fields[key], shown, name)
            if key in ("property", "conflictType"):
                reader.only_one(key, fields[key], shown, name)
    inner = reader.mapping(fields["decision"], _DECISION, shown, name) if "decision" in fields else {}
    decision: dict[str, Json] = {"type": ["Decision"]}
    if "id" in inner:
        decision["id"] = reader.identifier(inner["id"], shown, "")
    for key in ("outcome", "prefers", "reason"):
        if key in inner:
            decision[key] = reader.value(reader.ontology.keys[key], inner[key], shown, name)
            if key != "prefers":
                reader.only_one(key, inner[key], shown, name)
    node["decision"] = decision
    where = _where(item, shown)
    if ("property" in fields) == ("between" in fields):
        fix = "write 'property' where the build finds the conflict, or else 'between' with the claims"
        reader.fault("a conflict has either 'property' or 'between'", where, name, fix)
    if "between" in node and len(node["between"]) < 2:
        reader.fault("a conflict is between two claims or more", where, name)
    if (decision.get("outcome") == ["outcome/preferred"]) != ("prefers" in decision):
        reader.fault("outcome/preferred and prefers go together", where, name)
    return node


# ---------------------------------------------------------------------------------------------------------------
# To RDF
# ---------------------------------------------------------------------------------------------------------------


def _to_rdf(
    project: Project,
    sources: list[dict[str, Json]],
    register: list[dict[str, Json]],
    records: list[tuple[str, dict[str, Json], Where]],
    silent: list[tuple[str, dict[str, Json]]],
    conflicts: list[dict[str, Json]],
    texts: Mapping[str, SourceText],
    files: int,
    declared: Mapping[str, Where],
) -> Dataset:
    context = context_of(project)
    by_source: dict[str, list[Json]] = {}
    for source, claim, _ in records:
        by_source.setdefault(source, []).append(claim)
    claim_nodes: list[dict[str, Json]] = [{"id": source, "claims": claims} for source, claims in by_source.items()]
    once = cache(_named)  # most terms come many times
    provenance, graphs = _expand(context, sources + claim_nodes + [node for _, node in silent], once)
    register_graph, _ = _expand(context, register, once)
    conflict_graph, _ = _expand(context, conflicts, once)
    for passage in [s for c in (CSTO.Passage, CSTO.SilentPassage) for s in provenance.subjects(RDF.type, c)]:
        # The standard's own classes are stated too, for consumers that know Web Annotation and not this ontology.
        provenance.add((passage, RDF.type, OA.SpecificResource))
    for selector in list(provenance.subjects(RDF.type, CSTO.Selector)):
        provenance.add((selector, RDF.type, OA.TextPositionSelector))
    claims = tuple(_claim(record, graphs) for record in records)
    lost = set(graphs) - {g for c in claims for g in (c.iri, *(iri for iri, _ in c.reported))}
    if lost:
        raise DataError(*(Fault("content belongs to no claim", short(g)) for g in sorted(lost)))
    where = {_iri(name): place for name, place in declared.items()}
    curated = tuple(_conflict(node, conflict_graph, where) for node in conflicts)
    stretches = tuple((_stretch(source, node), str(node["reason"])) for source, node in silent)
    return Dataset(claims, curated, tuple(texts.values()), stretches, register_graph, provenance, files, where)


def _expand(
    context: Json, nodes: list[dict[str, Json]], once: Callable[[Term], Identifier]
) -> tuple[Graph, dict[URIRef, list[Triple]]]:
    """Parse nodes as JSON-LD: the default graph, and the named graphs in the order of their triples."""
    document = json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False).encode()
    default, named = list[Triple](), dict[URIRef, list[Triple]]()
    for quad in ox.parse(document, ox.RdfFormat.JSON_LD, base_iri=str(ID)):
        triple = (once(quad.subject), once(quad.predicate), once(quad.object))
        if isinstance(quad.graph_name, ox.NamedNode):
            named.setdefault(URIRef(quad.graph_name.value), []).append(triple)
        else:
            default.append(triple)
    graph = Graph("SimpleMemory")
    graph.store.addN((*triple, graph) for triple in default)  # `add` would look at each term once more
    return graph, named


def _named(term: Term) -> Identifier:
    if isinstance(term, ox.BlankNode):
        raise DataError(Fault(f"a node without an identifier: {term}", fix="give it an 'id'"))
    return to_rdflib(term)


def _iri(name: str) -> URIRef:
    for prefix in ("claim", "source"):
        if name.startswith(prefix + ":"):
            return URIRef(PREFIXES[prefix] + name[len(prefix) + 1 :])
    return ID[name]


def _claim(record: tuple[str, dict[str, Json], Where], graphs: Mapping[URIRef, list[Triple]]) -> Claim:
    source, node, where = record
    iri = _iri(str(node["id"]))
    triples = tuple(graphs.get(iri, ()))
    nested = [o for _, p, o in triples if p == CSTO.content]
    reported = tuple((URIRef(str(o)), tuple(graphs.get(URIRef(str(o)), ()))) for o in nested)
    passage = node["passage"]
    assert isinstance(passage, dict)
    stretch = _stretch(source, passage)
    return Claim(
        iri, _iri(source), stretch, _iri(str(node["stance"])), str(node["paraphrase"]), triples, reported, where
    )


def _conflict(node: dict[str, Json], graph: Graph, where: Mapping[URIRef, Where]) -> CuratedConflict:
    iri = _iri(str(node["id"]))
    decision = graph.value(iri, CSTO.decision)
    assert isinstance(decision, URIRef)

    def many(subject: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
        return tuple(sorted(URIRef(str(o)) for o in graph.objects(subject, predicate)))

    on = graph.value(iri, CSTO.onProperty)
    return CuratedConflict(
        iri,
        many(iri, CSTO.about),
        URIRef(str(on)) if on else None,
        many(iri, CSTO.conflictType)[0],
        many(iri, CSTO.between),
        decision,
        many(decision, CSTO.outcome)[0],
        many(decision, CSTO.prefers),
        str(graph.value(decision, CSTO.reason)),
        where[iri],
    )
