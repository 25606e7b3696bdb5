"""Commands that help to write and read data: source add, claim new, review."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import yaml

from csto_kg.advice import nearest
from csto_kg.cli import with_texts
from csto_kg.errors import Fault, MachineError, UsageError, Where
from csto_kg.ontology import read_ontology
from csto_kg.project import Project
from csto_kg.read.layout import Value, canonical
from csto_kg.read.records import SourceText
from csto_kg.read.reviews import changed_since, claim_digest, last_reviewed
from csto_kg.read.texts import digest, find
from csto_kg.time.edtf import DateError, parse


@click.group("source")
def source_command() -> None:
    """Add a source to the list of the texts that were read.

    \b
    Example: csto-kg source add paper.txt --id a-paper-2024 --title "A paper" --published 2024-05
    """


@source_command.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--id", "name", required=True, help="Its name: lower-case words and digits, as in minsk-dialogue-2021.")
@click.option("--title", required=True, help="Its title, in English.")
@click.option(
    "--published", required=True, help="When it was published, in EDTF; [2022..] for an undated one not before 2022."
)
@click.pass_obj
def add_command(project: Project, file: Path, name: str, title: str, published: str) -> None:
    """Add the text in FILE to data/sources.yaml and start the file of its claims.

    \b
    Example: csto-kg source add paper.txt --id a-paper-2024 --title "A paper" --published 2024-05
    """
    try:
        data = file.read_bytes()
        data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(Fault(f"{file} cannot be read as UTF-8 text: {error}")) from None
    try:
        parse(published)
    except DateError as error:
        raise UsageError(Fault(f"--published: {error}")) from None
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise UsageError(
            Fault(f"'{name}' is no name of a source", fix="write lower-case words and digits with hyphens")
        )
    listed = _load(project.sources)
    assert isinstance(listed, list)
    if any(isinstance(s, dict) and s.get("id") == f"source:{name}" for s in listed):
        raise UsageError(Fault(f"source:{name} is listed already", where=Where(project.shown(project.sources))))
    entry: dict[str, Value] = {
        "id": f"source:{name}",
        "type": "Source",
        "title": {"en": title},
        "fileName": file.name,
        "sha256": digest(data),
        "published": published,
    }
    key = lambda s: s["id"] if isinstance(s, dict) and isinstance(s["id"], str) else ""  # noqa: E731
    _save(project, project.sources, sorted([*listed, entry], key=key))
    claims = project.claims / f"{name}.yaml"
    if not claims.exists():
        _save(project, claims, {"id": f"source:{name}", "claims": []})
    click.echo(f"now write claims: csto-kg claim new --source {name} --sources {file.parent} --quote '…'")


@click.group("claim")
def claim_command() -> None:
    """Start a claim from a quotation.

    \b
    Example: csto-kg claim new --source minsk-dialogue-2021 --sources ../shared/sources --quote "…"
    """


@claim_command.command("new")
@click.option("--source", "name", required=True, help="The source, as in minsk-dialogue-2021.")
@click.option("--quote", required=True, help="The passage: the shortest stretch that says it, letter for letter.")
@click.option("--nth", type=click.IntRange(1), default=None, help="Which one, where the words occur several times.")
@click.option("--paraphrase", default="TODO: what it says, in our words.", help="What it says, in our words.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.option(
    "--write", is_flag=True, help="Put it into the file of claims, in the order of the text, instead of printing it."
)
@click.pass_obj
def new_command(
    project: Project, name: str, quote: str, nth: int | None, paraphrase: str, sources: Path | None, write: bool
) -> None:
    """Find the offsets and the digest of a quotation and lay out a claim on it; what it `says` is yours to write.

    \b
    Example: csto-kg claim new --source minsk-dialogue-2021 --sources ../shared/sources --quote "№ 14"
    """
    project = with_texts(project, sources)
    if project.texts is None:
        raise UsageError(Fault("the source texts are needed", fix="name their folder with --sources"))
    source = _source(project, name.removeprefix("source:"))
    try:
        text = (project.texts / source.file_name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MachineError(Fault(f"{source.file_name} cannot be read: {error}", source.id)) from None
    passage = find(quote, text, source, nth or 0)
    path = project.claims / f"{source.id.removeprefix('source:')}.yaml"
    content = _load(path)
    assert isinstance(content, dict)
    claims = content["claims"]
    assert isinstance(claims, list)
    claim: dict[str, Value] = {
        "id": _next([str(c["id"]) for c in claims if isinstance(c, dict)], source.id),
        "passage": {"at": {"start": str(passage.start), "end": str(passage.end)}, "sha256": passage.sha256},
        "paraphrase": paraphrase,
        "says": [{"id": "TODO", "type": "TODO"}],
    }
    if not write:
        quoted = read_ontology(project.ontology, project.alignments).quoted_keys.__contains__
        click.echo(canonical([claim], quoted), nl=False)
        return
    content["claims"] = sorted([*claims, claim], key=_place)
    _save(project, path, content)
    click.echo(f"wrote {claim['id']}: now say what it says")


@click.command("review")
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option("--source", "name", help="All claims of this source, as in minsk-dialogue-2021.")
@click.option("--unread", is_flag=True, help="Only claims that nobody has read as they stand now.")
@click.option(
    "--verdict", type=click.Choice(["stands", "corrected", "doubted"]), help="Record that the claims were read."
)
@click.option("--reader", help="Who read them.")
@click.option("--day", help="The day of the reading, in EDTF.")
@click.option("--note", help="What was found.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.pass_obj
def review_command(
    project: Project,
    claims: tuple[str, ...],
    name: str | None,
    unread: bool,
    verdict: str | None,
    reader: str | None,
    day: str | None,
    note: str | None,
    sources: Path | None,
) -> None:
    """Show claims beside their passages for a second reader, and record what came of the reading.

    Without a claim or a source it tells how many claims of each source have been read.

    \b
    Examples:
      csto-kg review --source minsk-dialogue-2021 --unread --sources ../shared/sources
      csto-kg review claim:minsk-015 --verdict stands --reader "A. Reader" --day 2026-11-22
    """
    project = with_texts(project, sources)
    reviews = _reviews(project)
    files = {path.stem: _claims(path) for path in sorted(project.claims.glob("*.yaml"))}
    if not claims and name is None:
        for stem, listed in files.items():
            changed = len(changed_since(listed, reviews))
            fresh = sum(str(c["id"]) in reviews for c in listed) - changed
            click.echo(f"{stem:<24} {len(listed):4} claims, {fresh:4} read as they stand, {changed} changed since")
        return
    if name is not None and name.removeprefix("source:") not in files:
        raise UsageError(Fault(f"there are no claims of '{name}'", fix=f"there are: {', '.join(files)}"))
    by_id = {str(c["id"]): (stem, c) for stem, listed in files.items() for c in listed}
    claims = tuple(c if c.startswith("claim:") else f"claim:{c}" for c in claims)
    if strange := [c for c in claims if c not in by_id]:
        raise UsageError(*(Fault("there is no such claim", c, fix=_meant(nearest(c, by_id))) for c in strange))
    of_source = [str(c["id"]) for c in files[name.removeprefix("source:")]] if name is not None else []
    chosen = [c for c in (*claims, *of_source) if not unread or reviews.get(c) != claim_digest(by_id[c][1])]
    if verdict is None:
        if project.texts is None:
            raise UsageError(Fault("the source texts are needed", fix="name their folder with --sources"))
        for identifier in chosen:
            stem, claim = by_id[identifier]
            source = _source(project, stem)
            text = (project.texts / source.file_name).read_bytes().decode("utf-8")
            start, end = _place(claim)
            click.echo(click.style(f"{identifier}  {source.file_name} {start}-{end}", bold=True))
            click.echo(f"  …{' '.join(text[max(0, start - 60) : start].split())}")
            click.echo(f"  “{' '.join(text[start:end].split())}”")
            click.echo(f"  {' '.join(text[end : end + 60].split())}…")
            click.echo(f"  {claim.get('stance', 'stance/asserts')}: {claim['paraphrase']}")
            if inference := claim.get("inference"):
                click.echo(f"  because: {inference}")
            says = claim["says"]
            for said in says if isinstance(says, list) else [says]:
                click.echo(f"  - {json.dumps(said, ensure_ascii=False)}")
            click.echo()
        click.echo(f"({len(chosen)} claims)")
        return
    if not reader or not day:
        raise UsageError(Fault("a reading has a reader and a day", fix="name them with --reader and --day"))
    _record(project, [by_id[c] for c in chosen], verdict, reader, day, note)


def _meant(near: list[str]) -> str:
    return f"did you mean {' or '.join(near)}?" if near else ""


def _record(
    project: Project,
    chosen: list[tuple[str, dict[str, Value]]],
    verdict: str,
    reader: str,
    day: str,
    note: str | None,
) -> None:
    by_file: dict[str, list[dict[str, Value]]] = {}
    for stem, claim in chosen:
        by_file.setdefault(stem, []).append(claim)
    for stem, claims in by_file.items():
        path = project.reviews / f"{stem}.yaml"
        path.parent.mkdir(exist_ok=True)
        old = _load(path) if path.exists() else []
        assert isinstance(old, list)
        taken = {str(r["id"]) for r in old if isinstance(r, dict)}
        new: list[Value] = []
        for claim in claims:
            local = str(claim["id"]).removeprefix("claim:")
            number = next(n for n in range(1, len(taken) + 2) if f"review/{local}-{n}" not in taken)
            entry: dict[str, Value] = {
                "id": f"review/{local}-{number}",
                "of": str(claim["id"]),
                "reader": reader,
                "readOn": day,
                "verdict": f"verdict/{verdict}",
                "sha256": claim_digest(claim),
            }
            new.append(entry | ({"note": {"en": note}} if note else {}))
        _save(project, path, sorted([*old, *new], key=lambda r: str(r["id"]) if isinstance(r, dict) else ""))
    click.echo(f"recorded {len(chosen)} readings")


def _claims(path: Path) -> list[dict[str, Value]]:
    content = _load(path)
    assert isinstance(content, dict)
    claims = content["claims"]
    assert isinstance(claims, list)
    return [c for c in claims if isinstance(c, dict)]


def _reviews(project: Project) -> dict[str, str]:
    """The digest of each claim as it was last read."""
    listed = [_load(path) for path in sorted(project.reviews.glob("*.yaml"))]
    return last_reviewed(entry for entries in listed if isinstance(entries, list) for entry in entries)


def _source(project: Project, name: str) -> SourceText:
    listed = _load(project.sources)
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and entry.get("id") == f"source:{name}":
            at = entry.get("at", {})
            start, end = (int(str(at[k])) if isinstance(at, dict) and k in at else None for k in ("start", "end"))
            where = Where(project.shown(project.sources))
            return SourceText(f"source:{name}", str(entry["fileName"]), str(entry["sha256"]), start or 0, end, where)
    raise UsageError(Fault(f"there is no source:{name}", fix="add it with: csto-kg source add"))


def _next(ids: list[str], source: str) -> str:
    """The identifier after the highest: claim:minsk-163 after claim:minsk-162."""
    numbered = [m for m in (re.fullmatch(r"(claim:.+-)(\d+)", i) for i in ids) if m]
    if not numbered:
        return f"claim:{source.removeprefix('source:')}-001"
    highest = max(numbered, key=lambda m: int(m[2]))
    return f"{highest[1]}{int(highest[2]) + 1:03d}"


def _place(claim: Value) -> tuple[int, int]:
    assert isinstance(claim, dict)
    passage = claim["passage"]
    assert isinstance(passage, dict)
    at = passage["at"]
    assert isinstance(at, dict)
    return int(str(at["start"])), int(str(at["end"]))


def _load(path: Path) -> Value:
    try:
        value: Value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(Fault(f"cannot be read: {str(error).splitlines()[0]}", where=Where(str(path)))) from None
    return value


def _save(project: Project, path: Path, value: Value) -> None:
    quoted = read_ontology(project.ontology, project.alignments).quoted_keys.__contains__
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    head = "".join(line + "\n" for line in old.splitlines() if line.startswith("#"))
    path.write_text(canonical(value, quoted, head), encoding="utf-8")
    click.echo(f"wrote {project.shown(path)}", err=True)
