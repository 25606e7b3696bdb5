"""Adapts the stored queries of the core to a project: its namespace in place of the core's.

A query of the core runs as it stands on a graph whose namespace is the core's. For another project the IRIs of things are
those of that project. The concepts of the base schemes stay the core's everywhere.
"""

from __future__ import annotations

import re
from typing import Final

from csto_kg.vocab import OWN_KINDS, ROOT, Namespaces

__all__ = ["in_namespace"]

_OWN: Final = re.compile(rf"{re.escape(ROOT)}({'|'.join(OWN_KINDS)})/([\w.~/-]*)")


def in_namespace(text: str, namespaces: Namespaces) -> str:
    """The text of a query of the core with the IRIs of things in the namespace of a project."""

    def own(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return found[0] if kind == "id" and name in namespaces.of_core else f"{namespaces.root}{kind}/{name}"

    return text if namespaces.is_core else _OWN.sub(own, text)
