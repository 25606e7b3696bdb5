"""The values of keys as JSON-LD, checked by what the ontology says about each key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from rdflib import URIRef
from rdflib.namespace import SKOS, XSD

from csto_kg.advice import did_you_mean
from csto_kg.ontology import Key, ValueKind
from csto_kg.read.cursor import Cursor, Fields
from csto_kg.read.keys import OFFSETS
from csto_kg.read.layout import PlainValue
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO, EDTF

_ABSOLUTE = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_INTEGER = re.compile(r"0|[1-9][0-9]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Notation(NamedTuple):
    """How the values of a datatype are written, what any other value is called, and how to fix it."""

    pattern: re.Pattern[str]
    refusal: str
    fix: str = ""


_NOTATIONS: Mapping[URIRef | None, _Notation] = {
    XSD.boolean: _Notation(re.compile("true|false"), "neither true nor false"),
    XSD.decimal: _Notation(
        re.compile(r"-?[0-9]+(\.[0-9]+)?"), "not a number", "write digits, with a point for decimals: 20000, 0.5"
    ),
    XSD.hexBinary: _Notation(
        re.compile("[0-9a-f]{64}"), "not a SHA-256 digest", "write 64 lower-case hexadecimal digits"
    ),
    XSD.anyURI: _Notation(_ABSOLUTE, "not a web address", "write all of it: https://…"),
    XSD.integer: _Notation(_INTEGER, "not a whole number", "write digits only"),
}


def value(cursor: Cursor, key: Key) -> PlainValue:
    """The value of a key: a list of values, or the texts by language."""
    if key.kind is ValueKind.TEXT:
        return _languages(cursor)
    values: list[PlainValue] = [_single(item, key) for item in cursor.many()]
    if not values:
        cursor.fault(f"'{key.name}' has an empty list", "leave the key out")
    if len(values) > 1 and len(values) != len({json.dumps(v) for v in values}):
        cursor.fault(f"'{key.name}' has the same value twice")
    return values


def _single(cursor: Cursor, key: Key) -> str:
    if key.iri == SKOS.exactMatch:
        return _address(cursor)
    if key.kind is ValueKind.ENTITY:
        return cursor.reference()
    return _term(cursor) if key.kind is ValueKind.TERM else literal(cursor, key)


def literal(cursor: Cursor, key: Key) -> str:
    """The text of a typed literal, as it is written."""
    text, datatype = cursor.text(), key.datatype
    if datatype == EDTF.EDTF or key.iri == CSTO.reckoned:
        if datatype == EDTF.EDTF and not cursor.is_quoted:
            cursor.fault(f"date {text} is not quoted", f'write "{text}": other readers would retype it')
        try:
            parse(text) if datatype == EDTF.EDTF else parse_relative(text)
        except DateError as error:
            cursor.fault(f"'{key.name}': {error}")
    elif (notation := _NOTATIONS.get(datatype)) and not notation.pattern.fullmatch(text):
        cursor.fault(f"'{text}' is {notation.refusal}", notation.fix)
    return text


def classes(cursor: Cursor) -> list[PlainValue]:
    """The names of classes under `type`."""
    names: list[PlainValue] = []
    known = cursor.reader.ontology.classes
    for item in cursor.many():
        name = item.text()
        names.append(name)
        if name not in known:
            item.fault(f"there is no class '{name}'", did_you_mean(name, known, "csto-kg terms lists the classes"))
    if not names:
        cursor.fault("'type' has an empty list", "leave the key out")
    return names


def offsets(fields: Fields) -> tuple[str, str]:
    """The first and last code point under `at`; empty where they are missing or are not whole numbers."""
    at = fields.get("at")
    if at is None:
        return "", ""
    inner, keys = at.fields(OFFSETS), at.reader.ontology.keys
    found = [literal(c, keys[k]) if (c := inner.get(k)) is not None else "" for k in ("start", "end")]
    # Anything but a whole number is reported already, and cannot be calculated with.
    start, end = (text if _INTEGER.fullmatch(text) else "" for text in found)
    return start, end


def _languages(cursor: Cursor) -> PlainValue:
    pairs = list(cursor.pairs())
    texts: dict[str, PlainValue] = {}
    for tag_cursor, text_cursor in pairs:
        tag = str(tag_cursor.node.value)
        if not _LANGUAGE.fullmatch(tag) or tag in texts:
            what = "is written twice" if tag in texts else "is not a language tag (BCP 47)"
            tag_cursor.fault(f"'{tag}' {what}")
        texts[tag] = [item.text() for item in text_cursor.many()]
    if not cursor.is_mapping:
        cursor.fault("text needs a language", "write {en: …}")
    elif not pairs or not all(texts.values()):
        cursor.fault("the value is empty", "leave the key out")
    return texts


def _address(cursor: Cursor) -> str:
    text = cursor.text()
    if not _ABSOLUTE.fullmatch(text):
        cursor.fault(f"'{text}' is not a web address")
    return text


def _term(cursor: Cursor) -> str:
    text, known = cursor.text(), cursor.reader.ontology.keys
    if text not in known:
        cursor.fault(f"'{text}' is not a key of the ontology", did_you_mean(text, known))
    return text
