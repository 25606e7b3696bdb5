"""`make stress`: the tests that depend on time, again and again while other processes keep every core busy.

Prints a line for each run and exits with 1 where one has failed. Arguments: how many runs (20), then the test files
or single tests (those of TIMED).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Tests that start servers or builds, stop them, or ask with a limit of time. Of the builds' others no result depends on time.
TIMED = (
    "tests/e2e/test_builds.py::test_a_killed_build_leaves_the_release_usable",
    "tests/e2e/test_builds.py::test_two_builds_at_once_do_not_mix",
    "tests/e2e/test_builds.py::test_a_killed_build_holds_no_lock",
    "tests/e2e/test_endpoints.py",
    "tests/e2e/test_web.py",
    "tests/e2e/test_web_policies.py",
)


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep so many processes computing."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def main() -> None:
    """Run the tests and count."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    files = sys.argv[2:] or list(TIMED)
    cores = os.cpu_count() or 1
    failed = 0
    with tempfile.TemporaryDirectory() as kept:
        # The build of the real data is the same in every run, and its time depends on nothing else.
        environment = {**os.environ, "CSTO_KG_TEST_BUILD": str(Path(kept) / "build")}
        failed = sum(not passes(number, files, cores, environment) for number in range(1, times + 1))
    print(f"{times - failed} of {times} runs passed, with {cores} other processes computing")
    sys.exit(failed > 0)


def passes(number: int, files: list[str], cores: int, environment: dict[str, str]) -> bool:
    """Whether a run of the tests passes; prints a line on it, and what has failed."""
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *files]
    with busy(cores):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    counted = re.findall(r"\d+ (?:passed|failed|skipped|errors?)[^\n]*", done.stdout)
    print(f"run {number}: {'passed' if done.returncode == 0 else 'FAILED'} {(counted or [''])[-1]}", end=" ")
    print(f"in {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout[-4000:], flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
