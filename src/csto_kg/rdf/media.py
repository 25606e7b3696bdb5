"""The media types, and the choice of one by the `Accept` header of a client (RFC 9110, section 12.5.1).

The quality of an offer is that of the most specific range that matches it. The offer of the highest quality wins; among
equals, the first. Starlette does not read `Accept`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csto_kg.rdf.serialize import FORMATS

HTML = "text/html"
JSON = "application/json"

# The formats of a graph. Answers to CONSTRUCT are one graph each, so formats for several (TriG, N-Quads) are not offered.
GRAPHS: Mapping[str, str] = {FORMATS[name].media_type: name for name in ("turtle", "jsonld", "ntriples", "rdfxml")}

# The formats of several graphs, for what is more than one: a thing with what each claim says of it.
DATASETS: Mapping[str, str] = {FORMATS[name].media_type: name for name in ("trig", "nquads")}

# The formats of SPARQL results. Clients that ask for a general type get the same bytes under that type.
RESULTS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    JSON: "json",
    "application/xml": "xml",
}

# The endings of addresses that choose a format, for links and browsers, which cannot set `Accept`.
SUFFIXES: Mapping[str, str] = {
    **{FORMATS[name].suffix: media_type for media_type, name in (*GRAPHS.items(), *DATASETS.items())},
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "json": JSON,
    "html": HTML,
}

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_STRING = r'"(?:[^"\\]|\\.)*"'
# Possessive: otherwise a header of spaces and semicolons would be matched in exponentially many ways.
_PARAMETERS = rf"(?:\s*+;\s*+(?:{_TOKEN}=(?:{_TOKEN}|{_STRING}))?)*+"
_RANGE = re.compile(rf"(?P<type>{_TOKEN})/(?P<subtype>{_TOKEN})(?P<parameters>{_PARAMETERS})\s*(?:,|$)")
# A list may have empty elements (RFC 9110, section 5.6.1.2).
_GAP = re.compile(r"[\s,]*")
_PARAMETER = re.compile(rf"({_TOKEN})=({_TOKEN}|{_STRING})")
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Range:
    """A media range of an `Accept` header: `type/subtype`, either or both `*`, and its quality from 0 to 1."""

    type: str
    subtype: str
    quality: float

    @property
    def specificity(self) -> int:
        """How narrow it is: 0 for `*/*`, 1 for `type/*`, 2 for a media type."""
        return (self.type != "*") + (self.subtype != "*")

    def covers(self, media_type: str) -> bool:
        """Whether a media type (without parameters, lower case) falls in the range."""
        type_, _, subtype = media_type.partition("/")
        return self.type in ("*", type_) and self.subtype in ("*", subtype)


ANYTHING = (Range("*", "*", 1.0),)


def ranges(accept: str | None) -> tuple[Range, ...]:
    """The ranges of an `Accept` header. An absent, empty or malformed header accepts anything.

    Parameters other than the quality are ignored: `text/turtle;charset=utf-8` accepts Turtle.
    """
    text = (accept or "").strip(" \t,")
    found = []
    at = 0
    while at < len(text):
        matched = _RANGE.match(text, at)
        if matched is None:
            return ANYTHING
        range_ = _range(matched["type"].lower(), matched["subtype"].lower(), matched["parameters"])
        if range_ is None:
            return ANYTHING
        found.append(range_)
        gap = _GAP.match(text, matched.end())
        at = gap.end() if gap else len(text)
    return tuple(found) or ANYTHING


def _range(type_: str, subtype: str, parameters: str) -> Range | None:
    if type_ == "*" and subtype != "*":
        return None
    quality = "1"
    for name, value in _PARAMETER.findall(parameters):
        if name.lower() == "q":
            quality = value
            break
    return Range(type_, subtype, float(quality)) if _QUALITY.fullmatch(quality) else None


def best_offer(accept: str | None, offers: Iterable[str]) -> str | None:
    """The best of `offers`, which are in the server's order of preference; None where the client accepts none.

    `accept` is the value of the header, several joined by commas, or None without a header.
    """
    accepted = ranges(accept)
    best: str | None = None
    best_quality = 0.0
    for offer in offers:
        covering = [r for r in accepted if r.covers(offer)]
        if not covering:
            continue
        narrowest = max(r.specificity for r in covering)
        quality = max(r.quality for r in covering if r.specificity == narrowest)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def content_type(media_type: str) -> str:
    """The value of a `Content-Type` header: text types state the encoding, which is always UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
