"""What the pages carry from others: libraries for browsers, which are files of the package (browser/build.mjs)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["LICENCES_FILE", "VENDOR", "BundledPackage", "bundled_packages"]

VENDOR: Final = Path(__file__).parent / "static" / "vendor"
"""The folder with the libraries, as `make browser-assets` wrote it."""
LICENCES_FILE: Final = "vendor/licences.txt"
"""The texts of the licences, from the root of the site."""


@dataclass(frozen=True, slots=True)
class BundledPackage:
    """A library: its name and version, its licence, and the files of the site that have it in them."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...]


def bundled_packages() -> tuple[BundledPackage, ...]:
    """The libraries that the pages carry, by name."""
    listed = json.loads((VENDOR / "contents.json").read_text(encoding="utf-8"))["packages"]
    return tuple(BundledPackage(of["name"], of["version"], of["licence"], tuple(of["files"])) for of in listed)
