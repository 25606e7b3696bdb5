"""The entries of the data files as JSON-LD nodes: sources, register, claims, conflicts, reviews.

Each function takes a cursor at one entry, and reports what is wrong within that entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from csto_kg.errors import Where
from csto_kg.project import core_identifiers
from csto_kg.read import keys
from csto_kg.read.cursor import Cursor, Fields
from csto_kg.read.layout import PlainValue
from csto_kg.read.records import Passage, SourceText
from csto_kg.read.reviews import claim_digest
from csto_kg.read.texts import passage_faults
from csto_kg.read.values import classes, literal, offsets, value
from csto_kg.read.yaml_nodes import value_of

JsonNode: TypeAlias = dict[str, PlainValue]


@dataclass(frozen=True, slots=True)
class ClaimNode:
    """A claim as JSON-LD, with its source's identifier, its place, and the digest of what stands in its file."""

    source: str
    node: JsonNode
    where: Where
    content_sha256: str


@dataclass(frozen=True, slots=True)
class ConflictNode:
    """A conflict as JSON-LD, with the claims that the decision on it was made on and their digests, which stay out of RDF."""

    node: JsonNode
    on_claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """The nodes of one file of claims: the claims, and the passages without claims."""

    claims: tuple[ClaimNode, ...]
    without_claims: tuple[tuple[str, JsonNode], ...]


def source_node(entry: Cursor) -> tuple[SourceText, JsonNode]:
    """An entry of the list of sources: the record by which its text is found, and its node."""
    fields = entry.fields(keys.SOURCE_ENTRY)
    name = fields.identifier("source:")
    node: JsonNode = {"id": name, **_body(fields)}
    start, end = offsets(fields) if "at" in fields else ("0", "")
    if "at" in fields:
        part = f"{name}{fields.cursor.reader.ontology.namespaces.fragment}char={start},{end}"
        node["at"] = _selector(part, start, end)
    file_name, sha = first_text(node.get("fileName")), first_text(node.get("sha256"))
    return SourceText(name, file_name, sha, int(start or 0), int(end) if end else None, entry.where), node


def register_node(entry: Cursor) -> JsonNode:
    """An entry of the register."""
    fields = entry.fields(keys.REGISTER_ENTRY)
    name = fields.identifier()
    node: JsonNode = {"id": name, **_body(fields)}
    segment = name.split("/")[0] if "/" in name else ""
    known = entry.reader.ontology.classes
    for cls in [known[t] for t in node.get("type", ()) if isinstance(t, str) and t in known]:
        if cls.segment is None:
            entry.fault(f"class {cls.name} is not for entries of the register", subject=name)
        elif cls.segment != segment:
            form = f"{cls.segment}/…" if cls.segment else "a bare name"
            fix = f"call it {form}, or correct its type"
            entry.fault(f"the identifier of the class {cls.name} is {form}", fix, name)
    return node


def claims_file(top: Cursor, stem: str, sources: Mapping[str, SourceText], texts: Mapping[str, str]) -> ClaimsFile:
    """A file of claims, which `stem` names after its source."""
    fields = top.fields(keys.CLAIMS_FILE)
    source = named.under("").reference() if (named := fields.get("id")) is not None else ""
    if source and source in sources and source != f"source:{stem}":
        top.whole_file_fault(f"claims of {source} stand in {stem}.yaml", f"call the file {source[7:]}.yaml")
    listed, text = sources.get(source), texts.get(source)
    without = tuple((source, _without_claims(entry.under(source), listed, text)) for entry in fields.items("silent"))
    claims = tuple(
        ClaimNode(source, _claim_node(entry.under(""), listed, text), entry.where, claim_digest(value_of(entry.node)))
        for entry in fields.items("claims")
    )
    return ClaimsFile(claims, without)


def conflict_node(entry: Cursor) -> ConflictNode:
    """A conflict with the decision on it."""
    fields = entry.fields(keys.CONFLICT_ENTRY)
    node: JsonNode = {"id": fields.identifier(), "type": ["Conflict"]}
    keys_of_conflict = ("label", "about", "property", "conflictType", "between")
    node |= _values(fields, keys_of_conflict, single=("property", "conflictType"))
    inner = fields.mapping("decision", keys.DECISION_ENTRY)
    decision: JsonNode = {"type": ["Decision"]}
    if "id" in inner:
        decision["id"] = inner.identifier()
    decision |= _values(inner, ("prefers", "reason"), single=("reason",)) | _outcome(inner)
    node["decision"] = decision
    on_claims = tuple(_decided_claim(item) for item in inner.items("onClaims"))
    if ("property" in fields) == ("between" in fields):
        fix = "write 'property' where the build finds the conflict, or else 'between' with the claims"
        fields.fault("a conflict has either 'property' or 'between'", fix)
    label = fields.get("label")
    if label is not None and not _is_question(node["label"]):
        fix = 'write label: {en: "When did the treaty enter into force?"}'
        label.fault("the label of a conflict is one question in English", fix)
    if "between" in node and len(node["between"]) < 2:
        fields.fault("a conflict is between two claims or more")
    if (decision.get("outcome") == ["outcome/preferred"]) != ("prefers" in decision):
        fields.fault("outcome/preferred and prefers go together")
    return ConflictNode(node, on_claims)


def _outcome(decision: Fields) -> JsonNode:
    """The outcome of a decision; its short word, as the option of `decide` has it, is a fault of its own."""
    cursor = decision.get("outcome")
    word = str(cursor.node.value) if cursor is not None else ""
    if cursor is None or (name := f"outcome/{word}") not in core_identifiers():
        return _values(decision, ("outcome",), single=("outcome",))
    cursor.fault(f"'{word}' is not declared", f"did you mean {name}?")
    return {"outcome": [name]}


def _decided_claim(entry: Cursor) -> tuple[str, str]:
    """A claim that a decision was made on, with its digest; it may be gone since."""
    fields = entry.fields(keys.DECIDED_CLAIM)
    sha = fields.get("sha256")
    return fields.text("id"), literal(sha, entry.reader.ontology.keys["sha256"]) if sha is not None else ""


def _is_question(label: PlainValue) -> bool:
    """Whether a label is in English alone, and one question."""
    match label:
        case {"en": [str() as text], **others}:
            return not others and text.endswith("?")
    return False


def review_node(entry: Cursor) -> JsonNode:
    """A review of a claim."""
    fields = entry.fields(keys.REVIEW_ENTRY)
    return {"id": fields.identifier(), **_body(fields), "type": ["Review"]}


def passage_of(source: str, node: Mapping[str, PlainValue]) -> Passage:
    """The passage that a node without faults describes."""
    at = node["at"]
    assert isinstance(at, dict)
    return Passage(source, int(str(at["start"])), int(str(at["end"])), str(node["sha256"]))


def first_text(texts: PlainValue | None) -> str:
    """The first of a list of texts; empty where there is none."""
    return texts[0] if isinstance(texts, list) and texts and isinstance(texts[0], str) else ""


def _claim_node(entry: Cursor, source: SourceText | None, text: str | None) -> JsonNode:
    fields = entry.fields(keys.CLAIM_ENTRY)
    claim: JsonNode = {"id": fields.identifier("claim:"), "type": ["Claim"]}
    claim |= {key: fields.text(key) for key in ("paraphrase", "inference") if key in fields}
    claim["stance"] = fields.reference("stance", "stance/asserts")
    if (claim["stance"] == "stance/implies") != ("inference" in fields):
        fix = "write both or neither: what is implied has a reason"
        fields.fault("stance/implies and inference go together", fix)
    claim["passage"] = _passage(fields.mapping("passage", keys.PASSAGE_ENTRY), source, text)
    claim["says"] = _statements(fields)
    return claim


def _without_claims(entry: Cursor, source: SourceText | None, text: str | None) -> JsonNode:
    fields = entry.fields(keys.WITHOUT_CLAIMS)
    passage = _passage(fields, source, text)
    return {**passage, "type": ["SilentPassage"], "reason": fields.text("reason")}


def _passage(fields: Fields, source: SourceText | None, text: str | None) -> JsonNode:
    """A passage, named as RFC 5147 does, with offsets and (where the text is available) digest checked."""
    cursor = fields.cursor
    start, end = offsets(fields)
    sha = literal(digest, cursor.reader.ontology.keys["sha256"]) if (digest := fields.get("sha256")) else ""
    if source is not None and start and end and sha:
        passage = Passage(source.id, int(start), int(end), sha)
        cursor.reader.faults += passage_faults(passage, cursor.subject, cursor.where, source, text)
    of_source = source.id if source else ""
    name = f"{of_source}{cursor.reader.ontology.namespaces.fragment}char={start},{end}"
    return {
        "id": name,
        "type": ["Passage"],
        "ofSource": of_source,
        "sha256": sha,
        "at": _selector(name, start, end),
    }


def _selector(part: str, start: str, end: str) -> JsonNode:
    return {"id": f"{part}/selector", "type": ["Selector"], "start": start, "end": end}


def _statements(fields: Fields) -> list[PlainValue]:
    """The statements under `says`: one or several."""
    says = fields.get("says")
    if says is None:
        return []
    items = says.many()
    if not items:
        says.fault("says nothing", "write what the passage says")
    return [_statement(item) for item in items]


def _statement(cursor: Cursor) -> JsonNode:
    fields = cursor.fields(keys.STATEMENT)
    if ("reckoned" in fields) != ("reckonedFrom" in fields):
        fix = "write the other event under `reckonedFrom`, and the distance from it under `reckoned`"
        fields.fault("`reckoned` and `reckonedFrom` go together", fix)
    for key in ("reckoned", "reckonedFrom"):
        if (single := fields.get(key)) is not None:
            single.one(key)
    about = fields.reference("id")
    body = _body(fields)
    if len(fields) and not body:
        fix = "say something about it; to say only that it happened or exists, restate its class with 'type'"
        fields.fault(f"says nothing about {about}", fix)
    return {"id": about, **body}


def _content(cursor: Cursor) -> JsonNode:
    """The named graph of what somebody is reported to have said; its name starts with the claim's."""
    fields = cursor.fields(keys.REPORTED_CONTENT)
    name, claim, declared = fields.text("id"), cursor.subject, cursor.reader.declared
    if not re.fullmatch(re.escape(claim) + r"/[a-z0-9-]+", name):
        fields.fault(f"the graph of reported content is called '{name}'", f"call it {claim}/content")
    elif name in declared:
        fields.fault(f"'{name}' is used twice", "number them: content-2")
    else:
        declared[name] = cursor.where
    return {"id": name, "says": _statements(fields)}


def _body(fields: Fields) -> JsonNode:
    """The values of all keys other than `id` and `at`."""
    body: JsonNode = {}
    for key, cursor in fields:
        if key == "type":
            body[key] = classes(cursor)
        elif key == "content":
            body[key] = _content(cursor)
        elif key not in ("id", "at"):
            body[key] = value(cursor, cursor.reader.ontology.keys[key])
    return body


def _values(fields: Fields, names: tuple[str, ...], single: tuple[str, ...]) -> JsonNode:
    """The values of these keys, where present; `single` keys hold one value each."""
    values: JsonNode = {}
    for name in names:
        if (cursor := fields.get(name)) is not None:
            values[name] = value(cursor, cursor.reader.ontology.keys[name])
            if name in single:
                cursor.one(name)
    return values
