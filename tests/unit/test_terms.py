"""Looking up classes and keys from the command line, and the keys of an entry that a build will ask for."""

from __future__ import annotations

import pytest

from csto_kg.curate.terms import class_terms, key_terms, listed_classes, needed_keys
from csto_kg.errors import UsageError
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from tests.support.cli import call
from tests.support.edits import ANNALS, edit


def test_the_classes_of_the_register_have_their_labels(mini: Project) -> None:
    """Classes without entries, such as those of claims and those above others, are not among them."""
    labels = listed_classes(ontology_of(mini))
    assert "membership" == labels["Membership"]
    assert labels.keys().isdisjoint({"Occurrent", "Claim", "Passage"})


def test_a_class_has_its_keys_with_meaning_and_example(mini: Project) -> None:
    """Keys for what is above the class belong to it; those without a class are for anything."""
    terms = class_terms(mini, ontology_of(mini), "Membership")
    own, general = ({key.name: key for key in keys} for keys in (terms.own, terms.general))
    assert {"member", "organization", "begins", "ends", "begunBy"} <= own.keys()
    assert {"label", "role"} <= general.keys()
    assert (own.keys() | general.keys()).isdisjoint({"earliestEnd", "start", "end", "by"})
    assert own["ends"].means.startswith("The first day on which a situation no longer holds")
    assert own["begunBy"].example
    assert "csto-kg event new Membership" == terms.command
    assert ("member", "organization", "role") == terms.needed


@pytest.mark.parametrize(
    ("name", "needed"), [("Joining", ("by", "of")), ("Provision", ("instrument", "number")), ("Exercise", ())]
)
def test_what_a_build_asks_for_is_read_from_the_shapes(mini: Project, name: str, needed: tuple[str, ...]) -> None:
    """Only keys that people write in the register count, and one that is needed by itself makes no choice."""
    ontology = ontology_of(mini)
    assert needed == tuple(sorted(needed_keys(mini, ontology, ontology.classes[name])))


def test_a_key_is_shown_by_itself(mini: Project) -> None:
    """A date key says how dates are written, and a key for things of which class they are."""
    ontology = ontology_of(mini)
    assert 'in quotes: "2003-06-30"' in key_terms(ontology, ontology.keys["ends"]).takes
    assert "an identifier of: Agent" == key_terms(ontology, ontology.keys["member"]).takes
    with pytest.raises(UsageError, match=r"there is no class and no key 'Member' — did you mean .*member"):
        class_terms(mini, ontology, "Member")


def test_the_command_lists_and_shows(mini: Project) -> None:
    """Without a name it lists classes; with one it shows the class, or the key."""
    project = ("--project", str(mini.root))
    assert "Membership " in call(*project, "terms").stdout
    shown = call(*project, "terms", "Membership").stdout
    assert "a build asks for: member, organization, role" in shown
    assert "  ends: a date in quotes" in shown
    assert "  ends: a date in quotes" in call(*project, "terms", "ends").stdout


def test_an_entry_without_needed_keys_is_warned_of(mini: Project) -> None:
    """The missing keys are named before the build asks for them, and none where they are given."""
    new = ("--project", str(mini.root), "event", "new", "Membership", "--label", "m")
    assert "a build asks for member, organization, role — give KEY=VALUE" in call(*new).stderr
    assert "a build asks for" not in call(*new, "member=eastland", "organization=league", "role=role/member").stderr


def test_messages_name_what_every_project_has(mini: Project) -> None:
    """An unknown class or key is answered with the command, and `end` with `ends`, not with the end of a passage."""
    edit(
        mini,
        ANNALS,
        "says: {id: joining/eastland-pact-1",
        "says: {id: joining/eastland-pact-1, end: '1999', zzzzz: x",
    )
    done = call("--project", str(mini.root), "build")
    assert "has no key 'end' — did you mean ends?" in done.stderr
    assert "has no key 'zzzzz' — csto-kg terms CLASS lists the keys of its things" in done.stderr
    new = call("--project", str(mini.root), "event", "new", "Zzzzz")
    assert "there is no class 'Zzzzz' — csto-kg terms lists the classes" in new.stderr
