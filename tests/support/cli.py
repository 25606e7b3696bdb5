"""Runs `csto-kg` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.paths import ROOT

CLI = [sys.executable, "-c", "from csto_kg.cli import run; run()"]
Run = Callable[..., subprocess.CompletedProcess[str]]


def call(*arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `csto-kg` with arguments, without the variables that would choose another project."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CSTO_KG_")} | {"COLUMNS": "80"} | (env or {})
    return subprocess.run([*CLI, *arguments], cwd=cwd, env=clean, capture_output=True, text=True, timeout=300)
