"""The API in OpenAPI 3.1, made from the headers of the stored queries; its schemas are JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from csto_kg.ask.documents import ASIDES
from csto_kg.configuration import Configuration
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.schemas import DIALECT, Schema, is_required, query_in_words, value_schema
from csto_kg.queries.stored import Parameter, StoredQuery
from csto_kg.rdf.media import JSON
from csto_kg.web.problems import PROBLEM

__all__ = ["openapi"]

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_THING: Final[Schema] = {
    "type": "object",
    "description": "a thing: its identifier, its IRI, and what it is called",
    "properties": {"id": _TEXT, "iri": {"type": "string", "format": "iri"}, "label": _TEXT},
    "required": ["id", "iri", "label"],
}
_ONE: Final = {"oneOf": [_TEXT, {"$ref": "#/components/schemas/Thing"}]}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}

_ANSWER: Final[Schema] = {
    "type": "object",
    "description": "one page of the answer to a stored query, with all that is needed to quote it",
    "properties": {
        "query": _TEXT,
        "question": _TEXT,
        "row": {**_TEXT, "description": "what a row is"},
        "parameters": {
            "type": "object",
            "additionalProperties": _TEXTS,
            "description": "what was asked: the values given, and the day that was added",
        },
        "release": {**_TEXT, "description": "the SHA-256 that names the release"},
        "policy": _TEXT,
        "known_by": _MAYBE_TEXT,
        "cite": {**_TEXT, "description": "how the answer is cited, in one line"},
        "sentences": {**_TEXTS, "description": "the answer in sentences"},
        "certainty": {
            "type": ["object", "null"],
            "additionalProperties": _COUNT,
            "description": "how many rows are certain, possible and so on",
        },
        "total": {**_COUNT, "description": "how many rows there are on all pages"},
        "offset": _COUNT,
        "limit": {"type": "integer", "minimum": 1},
        "next_offset": {"type": ["integer", "null"]},
        "columns": _TEXTS,
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        "claims": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Claim"}},
        "sources": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Source"}},
        "notes": {**_TEXTS, "description": "what the rows do not show"},
        "empty": {
            "type": ["object", "null"],
            "description": "why there are no rows, what claims say otherwise, and what would give rows",
        },
        "citation": {"type": "object", "description": "what `csto-kg rerun` takes to ask again"},
        "links": {
            "type": "object",
            "properties": {"next": _MAYBE_TEXT, "prev": _MAYBE_TEXT},
            "description": "the next page and the one before, relative to this address",
        },
    },
    "required": [
        "query",
        "release",
        "cite",
        "sentences",
        "total",
        "columns",
        "rows",
        "claims",
        "sources",
        "citation",
    ],
}
_SCHEMAS: Final[Mapping[str, Schema]] = {
    "Thing": _THING,
    "Row": {
        "type": "object",
        "description": "a row by its columns; claims are the keys of `claims`, and null stands for an empty cell",
        "additionalProperties": {"oneOf": [{"type": "null"}, *_ONE["oneOf"], {"type": "array", "items": _ONE}]},
    },
    "Claim": {
        "type": "object",
        "description": "what a claim says, in the project's words, and its sources",
        "properties": {"iri": _TEXT, "paraphrase": _TEXT, "stance": _TEXT, "sources": _TEXTS},
        "required": ["iri", "sources"],
    },
    "Source": {
        "type": "object",
        "properties": {"iri": _TEXT, "label": _TEXT, "title": _TEXT, "url": _TEXT, "archive": _TEXT},
        "required": ["iri", "label"],
    },
    "Answer": _ANSWER,
    "Catalogue": {
        "type": "object",
        "properties": {"release": _TEXT, "queries": {"type": "array", "items": {"type": "object"}}},
        "required": ["release", "queries"],
    },
    "Fault": {
        "type": "object",
        "description": "one thing that is wrong, and what to do",
        "properties": {"message": _TEXT, "subject": _TEXT, "fix": _TEXT, "parameter": _TEXT},
        "required": ["message"],
    },
    "Problem": {
        "type": "object",
        "description": "what is wrong (RFC 9457), with every fault at once",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "faults": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        },
        "required": ["type", "title", "status", "detail"],
    },
}


def openapi(queries: Mapping[str, StoredQuery], about: Configuration, release: str, base: str) -> dict[str, Any]:
    """The description of the API of a graph at the address `base`, which ends in `/`."""
    listed = {
        "/api/queries": _got("catalogue", "The stored queries", "Catalogue", "What each asks, takes and gives.")
    }
    asked = {f"/api/queries/{quote(name)}": _operation(query) for name, query in queries.items()}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": about.title,
            "summary": "The stored queries of the graph, with certainty, claims, sources and citations",
            "description": f"{about.description}\n\nRelease {release}.",
            "version": version("csto-kg"),
        },
        "servers": [{"url": base.rstrip("/")}],
        "paths": {**listed, **asked},
        "components": {"schemas": dict(_SCHEMAS), "headers": _headers()},
    }


def _operation(query: StoredQuery) -> dict[str, Any]:
    found = _got(query.name, query.question, "Answer", query_in_words(query))
    own = {p.name for p in query.parameters}
    found["get"]["parameters"] = [
        *map(_parameter, query.parameters),
        *(_aside(name, schema) for name, schema in ASIDES.items() if name not in own),
    ]
    return found


def _got(name: str, summary: str, schema: str, description: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Link")}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "description": description,
            "responses": {
                "200": {"description": "the answer", "headers": headers, "content": {JSON: content}},
                "304": {"description": "the client has it already"},
                **dict(_refusals()),
            },
        }
    }


def _refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    yield "400", {"description": "a parameter does not fit; all faults at once", "content": content}
    yield "default", {"description": "any other refusal", "content": content}


def _headers() -> dict[str, Any]:
    return {
        "ETag": {"schema": _TEXT, "description": "the tag of the content, for If-None-Match"},
        "Link": {"schema": _TEXT, "description": "the next page, where there is one (rel=next)"},
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter, which may be given several times."""
    item = value_schema(parameter)
    about = item.pop("description")
    schema: Schema = {"type": "array", "items": item, "minItems": 1}
    given = list(defaults(parameter))
    found = {"name": parameter.name, "in": "query", "description": about, "schema": schema, "explode": True}
    if is_required(parameter):
        found["required"] = True
    elif given and "default" in about:
        schema["examples"] = [given]
    return found


def _aside(name: str, schema: Schema) -> dict[str, Any]:
    plain = {key: value for key, value in schema.items() if key != "description"}
    return {"name": name, "in": "query", "description": schema["description"], "schema": plain}
