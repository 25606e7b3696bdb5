"""Packs the built release into the wheel, so that an installed package answers without a build.

A release is carried only where it was made from the very files that the wheel has; no Java is needed, and nothing is built.
Without a built release the wheel carries none. docs/decisions/0020-a-release-in-the-wheel.md has the reasons.
"""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Where a source archive has the release that it carries, already packed.
_IN_ARCHIVE = "carried"


class CarriedRelease(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the release in the folder of builds, packed, to a wheel or a source archive."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack the release, or stop with the reason why it cannot be carried."""
        root = Path(self.root)
        release = self._release(root)
        if version == "editable" or release is None:
            return
        carrying = _carrying(root)
        try:
            digest = carrying.files_digest(root / "src" / "csto_kg", root / "graph.yaml")
            named, files = carrying.carried_files(release, digest)
        except carrying.ReleaseMismatchError as error:
            self.app.abort(f"{error}; run: make wheel (or: csto-kg build, then this again)")
        self.packed = Path(tempfile.mkdtemp(prefix="csto-kg-wheel-"))
        for name, content in files.items():
            (self.packed / name).write_bytes(content)
        in_wheel = f"csto_kg/_project/releases/{named[:16]}"
        build_data["force_include"][str(self.packed)] = in_wheel if self.target_name == "wheel" else _IN_ARCHIVE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Remove what was packed: it is in the archive now."""
        if hasattr(self, "packed"):
            shutil.rmtree(self.packed, ignore_errors=True)

    def _release(self, root: Path) -> Path | None:
        """The folder of the release to carry; None, with a warning, where nothing has been built."""
        build = Path(os.environ.get("CSTO_KG_BUILD") or root / "build")
        release = next((p for p in (root / _IN_ARCHIVE, build / "current") if p.exists()), None)
        if release is None:
            self.app.display_warning(
                f"no release in {build}: what is installed from this needs a build before it answers"
            )
        return release


def _carrying(root: Path) -> ModuleType:
    """The module of the package that packs releases, without the package, whose libraries need not be here."""
    path = root / "src" / "csto_kg" / "release" / "carrying.py"
    spec = importlib.util.spec_from_file_location("carrying", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
