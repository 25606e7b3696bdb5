"""Reads the canonical N-Quads of a release: as a build has written them, or packed, as a wheel carries them."""

from __future__ import annotations

import gzip
import zlib

from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.project import Release

__all__ = ["release_lines"]


def release_lines(release: Release) -> bytes:
    """The canonical N-Quads of a release.

    Raises UsageError where there is no release, and MachineError where what the package carries is damaged.
    """
    if release.nquads.is_file():
        return release.nquads.read_bytes()
    if not release.packed.is_file():
        raise UsageError(Fault(f"no release in {release.folder}", fix="run: csto-kg build"))
    try:
        content = release.packed.read_bytes()
        if not content:  # gzip takes nothing for nothing packed
            raise EOFError("it is empty")
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        fix = "install it again: pip install --force-reinstall csto-kg"
        raise MachineError(Fault(f"{release.packed} in the package cannot be read: {error}", fix=fix)) from error
