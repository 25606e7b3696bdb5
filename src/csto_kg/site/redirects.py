"""Rules that redirect the IRIs of a release to the files of its site, for the `.htaccess` of w3id.org.

An IRI without its fragment is what a client asks for. Patterns cover what the names say; IRIs whose page the patterns do
not find have a rule each. `redirected` follows the rules, so that a test can compare them with the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csto_kg.site.addresses import href, page_of
from csto_kg.site.material import Material

__all__ = ["RedirectRule", "redirect_rules", "redirected", "redirects_of"]

_DATA: Final = (("text/turtle", "ttl"), ("application/ld\\+json", "jsonld"), ("application/n-triples", "nt"))
_HOME: Final = "index.html"


@dataclass(frozen=True, slots=True)
class RedirectRule:
    """A pattern of the part of an IRI after the namespace, and where it leads: a file without its ending, and an anchor."""

    pattern: str
    stem: str
    anchor: str = ""


def redirects_of(material: Material) -> tuple[RedirectRule, ...]:
    """The rules for the IRIs of a project's own namespace, those for single IRIs first."""
    root = material.namespaces.root
    patterns = _patterns(material)
    single = []
    for iri in sorted(material.contents.iris):
        if iri.startswith(root) and "#" not in iri and len(iri) > len(root):
            place = href(material.addresses.of(iri))
            if place and redirected(iri[len(root) :], patterns) != place:
                page, _, anchor = place.partition("#")
                single.append(RedirectRule(f"^{re.escape(iri[len(root) :])}$", page.removesuffix(".html"), anchor))
    return (*single, *patterns)


def _patterns(material: Material) -> tuple[RedirectRule, ...]:
    names = [
        name
        for iri in material.contents.iris
        if (place := material.addresses.of(iri)).startswith("id/") and "#" not in place
        for name in (page_of(place).removeprefix("id/").removesuffix(".html"),)
    ]
    segments = sorted({name.partition("/")[0] for name in names if "/" in name})
    thing = f"(?:{'|'.join(map(re.escape, segments))})/[^/]+|[^/]+" if segments else "[^/]+"
    return (
        RedirectRule("^id/decision/([^/]+)$", "id/conflict/$1", "decision"),
        RedirectRule(r"^id/review/([^/]+)-(\d+)$", "claim/$1", "review/$1-$2"),
        RedirectRule("^claim/(.+)/content$", "claim/$1", "content"),
        RedirectRule(f"^finding/({thing})/(.+)$", "id/$1", "$2"),
        RedirectRule(f"^bound/({thing})/(.+)$", "id/$1", "bound/$2"),
        RedirectRule("^query/(.+)$", "queries", "$1"),
        RedirectRule("^graph/(.+)$", "about", "graph-$1"),
        RedirectRule("^(id|claim|source)/(.+)$", "$1/$2"),
        RedirectRule("^ontology(?:/.*)?$", "ontology"),
    )


def redirected(path: str, rules: Sequence[RedirectRule]) -> str:
    """Where the rules lead the part of an IRI after the namespace: a page, with an anchor where there is one."""
    for rule in rules:
        found = re.search(rule.pattern, path)
        if found is not None:
            stem, anchor = (_filled(part, found) for part in (rule.stem, rule.anchor))
            return f"{stem}.html" + (f"#{anchor}" if anchor else "")
    return ""


def _filled(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\$(\d)", lambda number: found[int(number[1])], text)


def redirect_rules(material: Material, address: str) -> str:
    """The rules as a file for Apache's mod_rewrite; `address` is where the site is, a place for it where none is given."""
    base = address or "https://site.example/"
    base = base if base.endswith("/") else f"{base}/"
    lines = [
        f"# Redirects of {material.namespaces.root} to the pages and data of {base}",
        "# 303: what an identifier names is not the page about it.",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        f"RewriteRule ^$ {base}{_HOME} [R=303,L]",
    ]
    for rule in redirects_of(material):
        for media_type, suffix in _DATA:
            lines.append(f"RewriteCond %{{HTTP_ACCEPT}} {media_type}")
            lines.append(f"RewriteRule {rule.pattern} {base}{rule.stem}.{suffix} [R=303,L]")
        anchor = f"#{rule.anchor}" if rule.anchor else ""
        lines.append(f"RewriteRule {rule.pattern} {base}{rule.stem}.html{anchor} [R=303,L,NE]")
    return "\n".join(lines) + "\n"
