"""What the pages carry from npm is what the lock file says, and has its licences beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

from csto_kg.site.bundled import VENDOR, bundled_packages
from tests.support.paths import ROOT

BROWSER = ROOT / "browser"
LOCK = json.loads((BROWSER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
CONTENTS = json.loads((VENDOR / "contents.json").read_text(encoding="utf-8"))
LARGEST = 2_000_000


def test_the_lock_file_has_hashes_and_no_addresses() -> None:
    """Every package is locked by its digest; the registry is that of whoever runs npm."""
    packages = {name: of for name, of in LOCK.items() if name}
    assert len(packages) >= 15
    assert [] == [name for name, of in packages.items() if not of["integrity"].startswith("sha512-")]
    assert [] == [name for name, of in packages.items() if "resolved" in of]


def test_the_files_are_made_from_the_locked_packages() -> None:
    """After a change in browser/ `make browser-assets` writes the files again; none was changed by hand."""
    assert len(CONTENTS["packages"]) >= 10
    for package in CONTENTS["packages"]:
        locked = LOCK[f"node_modules/{package['name']}"]
        assert (package["version"], package["integrity"]) == (locked["version"], locked["integrity"])
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in VENDOR.iterdir()}
    made = {name: digest for name, digest in found.items() if name not in ("contents.json", "licences.txt")}
    assert CONTENTS["sha256"] == made


def test_each_library_has_its_licence_beside_it() -> None:
    """The text of the licence of every package stands in one file, under its name and version."""
    text = (VENDOR / "licences.txt").read_text(encoding="utf-8")
    for package in bundled_packages():
        assert f"{package.name} {package.version} ({package.licence})\n" in text
    assert text.count("WITHOUT WARRANTY OF") == len(bundled_packages())


def test_the_files_are_small_and_fetch_nothing() -> None:
    """The wheel stays small, and what runs names no address but that of SVG's namespace."""
    assert sum(path.stat().st_size for path in VENDOR.iterdir()) < LARGEST
    scripts = [path.read_text(encoding="utf-8") for path in VENDOR.glob("*.js")]
    assert {"http://www.w3.org/2000/svg"} == {
        found for text in scripts for found in re.findall(r"https?://[\w./]+", text)
    }
    assert gzip.decompress((VENDOR / "oxigraph.wasm.gz").read_bytes()).startswith(b"\0asm")
