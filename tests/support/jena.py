"""Apache Jena as Debian packages it, for a second opinion on the exports and the shapes."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
JAVA = shutil.which("java")
IS_HERE = JAVA is not None and (JARS / "jena-cmds.jar").exists()
WHY_NOT = "needs Java and Debian's libapache-jena-java"

# Of the bindings of one logging library there may be one only on the class path: the one that writes to stderr.
_LOGGING = ("jcl-over", "jul-to", "log4j", "logback", "maven", "slf4j")
_MESSAGES = "org/apache/jena/ext/xerces/"


def class_path(folder: Path) -> str:
    """The class path of Jena; what is missing on it is put into a folder.

    Debian's package 4.5.0 has the messages of Jena's own Xerces in another place than where its classes look for them, and
    Jena does not start without them.
    """
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in (n for n in jar.namelist() if n.startswith(_MESSAGES) and not n.endswith("/")):
            to = folder / "xerces" / name.removeprefix(_MESSAGES)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(jar.read(name))
    jars = [jar for jar in sorted(JARS.glob("*.jar")) if not jar.name.startswith(_LOGGING)]
    return ":".join(map(str, (folder, *jars, JARS / "slf4j-api.jar", JARS / "slf4j-simple.jar")))


def run(classes: str, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of Jena's commands, named by its class."""
    assert JAVA is not None
    words = [JAVA, "-cp", classes, command, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=1800)
