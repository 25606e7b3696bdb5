"""New entries of the register: identifiers, files and values, and what is refused."""

from __future__ import annotations

import subprocess

import pytest

from csto_kg.curate.documents import canonical_texts
from csto_kg.curate.register import Kind, NewEntry, start_entry
from csto_kg.errors import UsageError
from csto_kg.ontology import Ontology, ontology_of
from csto_kg.project import Project
from tests.support.cli import call
from tests.support.edits import REGISTER

ENTITY, EVENT = Kind(is_occurrent=False, command="event"), Kind(is_occurrent=True, command="entity")


def run(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a project."""
    return call("--project", str(project.root), *arguments)


def test_an_entry_is_printed_in_canonical_form(mini: Project) -> None:
    """Without --write the entry is printed as the register has it, and nothing changes."""
    before = (mini.data / REGISTER).read_bytes()
    done = run(mini, "entity", "new", "State", "Ruritania", "label@fr=Ruritanie", "altLabel=RU", "altLabel=Rur")
    assert "- {id: ruritania, type: State, label: {en: Ruritania, fr: Ruritanie}, altLabel: {en: [RU, Rur]}}\n" == (
        done.stdout
    )
    assert before == (mini.data / REGISTER).read_bytes()


def test_written_entries_stand_in_their_place(mini: Project) -> None:
    """Entries are written into the file of their class, in the order of identifiers, as `format` lays them out."""
    assert 0 == run(mini, "entity", "new", "State", "Ruritania", "--write").returncode
    event = run(mini, "event", "new", "Joining", "by=ruritania", "of=pact", "--write")
    assert "wrote joining/ruritania-pact-1: now write a claim on it\n" == event.stdout
    assert "warning: without a label it is missing in timelines" in event.stderr
    label = ("--label", "joining of the Pact by Ruritania")
    assert "" == run(mini, "event", "new", "Joining", "by=ruritania", "of=pact", *label).stderr
    lines = (mini.data / REGISTER).read_text().splitlines()
    at = lines.index("- {id: ruritania, type: State, label: {en: Ruritania}}")
    assert lines[at - 1].startswith("- {id: person/eastland-minister")
    assert "- {id: joining/ruritania-pact-1, type: Joining, by: ruritania, of: pact}" in lines
    texts = canonical_texts(mini, ontology_of(mini))
    assert all(path.read_text(encoding="utf-8") == text for path, text in texts.items())


@pytest.mark.parametrize(
    ("kind", "new", "expected"),
    [
        (ENTITY, NewEntry("Treaty", "The Treaty of Zürich"), "treaty-of-zurich"),
        (ENTITY, NewEntry("Person", "Иван Петров"), "person/ivan-petrov"),
        (EVENT, NewEntry("Joining", values=("by=eastland", "of=pact")), "joining/eastland-pact-2"),
        (EVENT, NewEntry("Joining", values=("by=westland", "of=pact")), "joining/westland-pact-1"),
        (
            EVENT,
            NewEntry("Membership", values=("member=westland", "organization=league", "role=role/member")),
            "membership/westland-league-1",
        ),
        (EVENT, NewEntry("Exercise", "Search and Find"), "exercise/search-and-find-1"),
        (EVENT, NewEntry("Exercise", id="exercise/own"), "exercise/own"),
    ],
)
def test_identifiers_follow_from_label_or_things(
    kind: Kind, new: NewEntry, expected: str, mini: Project, ontology: Ontology
) -> None:
    """What endures is named by its label, and what occurs by the things that it names, with the next number."""
    assert expected == start_entry(mini, ontology, kind, new).value["id"]


@pytest.mark.parametrize(
    ("kind", "new", "message"),
    [
        (ENTITY, NewEntry("Stat", "X"), "there is no class 'Stat' — did you mean State"),
        (ENTITY, NewEntry("state", "X"), "there is no class 'state' — did you mean State"),
        (ENTITY, NewEntry("Joining", "X"), "write: csto-kg event new Joining"),
        (EVENT, NewEntry("State", "X"), "write: csto-kg entity new State"),
        (ENTITY, NewEntry("Claim", "X"), "is not for entries of the register"),
        (ENTITY, NewEntry("State", "Eastland"), "eastland: is declared already, in data/entities/register.yaml"),
        (ENTITY, NewEntry("State", "X", id="state/x"), "the identifier of the class State is a bare name"),
        (ENTITY, NewEntry("State", "!"), "no identifier can be made from '!'"),
        (ENTITY, NewEntry("State", "X", ("altlabel=Y",)), "did you mean altLabel"),
        (ENTITY, NewEntry("State", "X", ("altLabel",)), "write KEY=VALUE"),
        (EVENT, NewEntry("Joining", values=("by=estland", "of=pact")), "did you mean eastland"),
        (EVENT, NewEntry("Joining", values=("by@fr=eastland",)), "takes no language"),
        (EVENT, NewEntry("Joining", values=("by=eastland", "date=1990")), "an entry has no key 'date'"),
    ],
)
def test_what_a_build_would_refuse_is_refused(
    kind: Kind, new: NewEntry, message: str, mini: Project, ontology: Ontology
) -> None:
    """Unknown classes, keys and things, misplaced ones, and identifiers that are there have their messages."""
    with pytest.raises(UsageError) as caught:
        start_entry(mini, ontology, kind, new)
    assert any(message in str(fault) for fault in caught.value.faults), caught.value


def test_the_file_is_that_of_the_likest_class(mini: Project, ontology: Ontology) -> None:
    """A class that no file has yet goes where classes are with which it has most in common."""
    (mini.entities / "people.yaml").write_text("- {id: person/a-byron, type: Person, label: {en: Ada Byron}}\n")
    (mini.entities / "register.yaml").write_text(
        "".join(line + "\n" for line in (mini.data / REGISTER).read_text().splitlines() if "type: Person" not in line)
    )
    assert "people.yaml" == start_entry(mini, ontology, ENTITY, NewEntry("Person", "B. Pascal")).path.name
    assert "register.yaml" == start_entry(mini, ontology, ENTITY, NewEntry("Organization", "Union")).path.name
    assert "own.yaml" == start_entry(mini, ontology, ENTITY, NewEntry("Organization", "Union"), "own").path.name


def test_a_label_that_is_there_is_warned_of(mini: Project) -> None:
    """An entry with the label of another under a name of its own is laid out, with a warning."""
    done = run(mini, "entity", "new", "State", "eastland", "--id", "east")
    assert 0 == done.returncode
    assert "warning: eastland has this label too" in done.stderr


def test_a_label_of_no_letters_makes_no_identifier(mini: Project) -> None:
    """It is said once, with what helps; with an identifier of its own the entry is laid out."""
    done = run(mini, "entity", "new", "State", "!!!")
    fix = "give one with --id, in lower-case letters, digits and hyphens"
    assert (2, f"csto-kg: no identifier can be made from '!!!' — {fix}\n") == (done.returncode, done.stderr)
    assert "- {id: odd, type: State, label: {en: '!!!'}}\n" == run(
        mini, "entity", "new", "State", "!!!", "--id", "odd"
    ).stdout.replace('"', "'")
    done = run(mini, "entity", "new", "State", " ")
    assert (2, "csto-kg: the argument after State is empty — write it, or leave it out\n") == (
        *(done.returncode,),
        done.stderr,
    )
