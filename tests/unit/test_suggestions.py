"""What is suggested for a quotation: things by any of their names, what happened to these, dates, a skeleton."""

from __future__ import annotations

import pytest
import yaml

from csto_kg.curate.dated import dates_of
from csto_kg.curate.suggestions import suggest
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from tests.support.cli import call
from tests.support.edits import NOTES, REGISTER, edit


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("Northland and Southland signed the Pact on 3 March 1990", {"northland", "southland", "pact"}),
        ("le Paysdelest a quitté", {"eastland"}),
        ("EASTLAND’S minister", {"person/eastland-minister"}),
        ("Eastlnad left", {"eastland"}),
        ("Истландом подписан", {"eastland"}),
        ("It is in force for XE", {"eastland"}),
        ("Nobody did", set()),
    ],
)
def test_things_are_found_by_their_names(
    quotation: str, expected: set[str], mini: Project, ontology: Ontology
) -> None:
    """Labels of any language, inflected, misspelt and Cyrillic forms, and codes name a thing."""
    old = "{id: eastland, type: State, label: {en: Eastland, fr: Paysdelest}}"
    new = old.replace("fr: Paysdelest}", "fr: Paysdelest, ru: Истланд}, iso3166alpha2: XE")
    edit(mini, REGISTER, old, new.encode().decode("utf-8"))
    assert expected == {name for name, _ in suggest(mini, ontology, quotation).named}


def test_what_happened_to_the_things_comes_with_its_date(mini: Project, ontology: Ontology) -> None:
    """Events and situations of the things that are named are suggested, with a date where there is one, not with a class."""
    found = suggest(mini, ontology, "Eastland left the League in 2000")
    assert ("departure/eastland-league-1", "Departure") in found.occurred
    assert ("joining/northland-pact-1", "Joining") not in found.occurred
    assert ["2000"] == [date.edtf for date in found.dates]
    assert {"id": "departure/eastland-league-1", "type": "TODO", "date": "2000"} in found.says
    assert {"id": "membership/eastland-league-1", "type": "TODO", "holds": "2000"} in found.says


def test_the_words_of_a_class_put_its_entries_first(mini: Project, ontology: Ontology) -> None:
    """Where a quotation has the name of a class, what is of that class comes before the rest."""
    found = suggest(mini, ontology, "Eastland ended its membership of the League")
    assert [{"id": "membership/eastland-league-1", "type": "TODO"}] == list(found.says)


def test_the_printed_claim_has_the_suggestions_as_comments(mini: Project) -> None:
    """The claim is YAML with comments above it; with --write the comments stay out of the file."""
    options = ("claim", "new", "--source", "notes", "--sources", str(mini.texts), "--quote")
    quotation = "Eastland suspended its membership on 5 May 2000"
    printed = call("--project", str(mini.root), *options, quotation)
    assert 0 == printed.returncode, printed.stderr
    assert printed.stdout.startswith(
        "# named: eastland (Eastland)\n# of these: membership/eastland-league-1 (Membership)"
    )
    ((claim),) = yaml.safe_load(printed.stdout)
    assert {"id": "membership/eastland-league-1", "type": "TODO", "holds": "2000-05-05"} in claim["says"]
    written = call("--project", str(mini.root), *options, quotation, "--write")
    assert "# named: eastland" in written.stderr
    assert "#" not in (mini.data / NOTES).read_text()


def test_a_faulty_register_does_not_stop_a_claim(mini: Project) -> None:
    """Where the register cannot be read, the claim is laid out as before, and the reason is given."""
    edit(mini, REGISTER, "- {id: northland,", "- {id: northland, id: x,")
    options = ("--source", "notes", "--sources", str(mini.texts), "--quote", "suspended its membership")
    done = call("--project", str(mini.root), "claim", "new", *options)
    assert 0 == done.returncode
    assert "nothing is suggested: data/entities/register.yaml" in done.stderr
    assert "- {id: TODO, type: TODO}" in done.stdout


def test_what_does_not_apply_is_to_be_deleted_and_what_is_cut_is_counted(mini: Project, ontology: Ontology) -> None:
    """The command says so where it has written suggestions, and how many it left out."""
    new = "".join(
        f"- {{id: exercise/league-{n}, type: Exercise, label: {{en: an exercise}}, of: league}}\n"
        for n in range(10, 23)
    )
    path = mini.data / REGISTER
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + new, encoding="utf-8")
    found = suggest(mini, ontology, "The League never held an exercise")
    assert (4, 8) == (len(found.says), len(found.occurred))
    every = 8 + found.left_out[1]
    assert any(line.endswith(f", and {every - 8} more") for line in found.lines)
    assert found.unsaid >= 9
    options = ("claim", "new", "--source", "notes", "--sources", str(mini.texts), "--write", "--quote")
    done = call("--project", str(mini.root), *options, "Eastland suspended its membership on 5 May 2000")
    assert "now write what it says, and delete the suggested lines that do not apply\n" in done.stdout


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("It began on 5 October 2004.", ["2004-10-05"]),
        ("Am 5. Oktober 2004 trat er bei", ["2004-10-05"]),
        ("5 октября 2004 года", ["2004-10-05"]),
        ("5 жовтня 2004 року", ["2004-10-05"]),
        ("le 5 août 2004", ["2004-08-05"]),
        ("im März 2004", ["2004-03 (in “im März 2004”)"]),
        ("Ende 2004 trat er bei", ["2004 (in “Ende 2004 trat”)"]),
        ("в конце 2004 года", ["2004 (in “в конце 2004 года”)"]),
        ("It began at the end of 2004", ["2004 (in “the end of 2004”)"]),
        ("5 de outubro de 2004", ["2004 (in “de outubro de 2004”)"]),
        ("in the 1990s", ["[1990-01-01..1999-12-31] (in “in the 1990s”)"]),
        ("nothing", []),
    ],
)
def test_dates_are_read_in_several_languages_and_shown_with_their_words(quotation: str, expected: list[str]) -> None:
    """A date without a day comes with the words around it, since what narrows it there is not read."""
    assert expected == [str(date) for date in dates_of(quotation)]
