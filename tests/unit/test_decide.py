"""Decisions: what waits for one, the skeleton that is laid out, and those whose claims changed or were joined."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from csto_kg.curate.decisions import Decision, confirm, find_disagreements, overview, start_decision, write_decision
from csto_kg.curate.documents import canonical_texts, load_document
from csto_kg.errors import UsageError
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from tests.support.cli import call
from tests.support.edits import ANNALS, DECISIONS, NOTES, edit

# The decision on the day of entry into force, of which the sources give two.
DATE_ENTRY = """- id: conflict/pact-entry-into-force
  label: {en: "When did the Pact enter into force?"}
  about: entry-into-force/pact-1
  property: date
  conflictType: conflict-type/value
  decision:
    id: decision/pact-entry-into-force
    outcome: outcome/open
    reason: Nothing decides between the two months.
"""

# A claim by which a state joined after an event that came later than the day of its joining.
AFTERWARDS = """
- id: claim:annals-10
  passage:
    at: {start: 72, end: 98}
    sha256: "83a6cd4dc90f05403398de63efad9454da9eee5e51fbb596de1bb30b005b6692"
  paraphrase: The third state joined when the League was there.
  says: {id: joining/eastland-pact-1, after: establishment/league}
"""


@pytest.fixture
def undecided(mini: Project) -> Project:
    """The mini project without the decision on the day of entry into force."""
    edit(mini, DECISIONS, DATE_ENTRY, "")
    return mini


def is_canonical(project: Project) -> bool:
    """Whether the data files are as `format` lays them out."""
    texts = canonical_texts(project, ontology_of(project))
    return all(path.read_text(encoding="utf-8") == text for path, text in texts.items())


def test_what_waits_is_found_with_both_sides(undecided: Project) -> None:
    """A point without a decision has its sides, each with its claims and paraphrases, and the type of conflict."""
    (waiting,) = overview(undecided).waiting
    assert (("entry-into-force/pact-1",), "date", "conflict-type/value") == (
        waiting.about,
        waiting.key,
        waiting.type,
    )
    assert {
        "1991-06-01": (("claim:annals-3", "The Pact began to bind in June."),),
        "1991-07-01": (("claim:notes-1", "The Pact began to bind in July."),),
    } == {side.value: side.claims for side in waiting.sides}


def test_classes_and_denials_have_types_of_their_own(mini: Project) -> None:
    """Words that differ are a conflict of terminology, and what somebody denies is a denial."""
    edit(mini, DECISIONS, "*", "[]\\n".replace("\\n", "\n"))
    edit(
        mini,
        ANNALS,
        "- id: claim:annals-9",
        "- id: claim:annals-10\n  passage:\n    at: {start: 0, end: 10}\n"
        '    sha256: "0000000000000000000000000000000000000000000000000000000000000000"\n'
        "  paraphrase: There was one.\n  says: {id: exercise/league-1, type: Exercise}\n- id: claim:annals-9",
    )
    mini = Project(mini.root, mini.build)
    assert {"date": "conflict-type/value", "class": "conflict-type/denial"} == {
        d.key: d.type for d in overview(mini).waiting if d.about != ("departure/eastland-league-1",)
    }
    (departure,) = (d for d in overview(mini).waiting if d.about == ("departure/eastland-league-1",))
    assert "conflict-type/terminology" == departure.type


def test_the_command_lists_what_waits_and_lays_out_a_decision(undecided: Project) -> None:
    """Without an argument the exit code is 1; the printed decision is YAML with the sides as comments, and no more."""
    project = ("--project", str(undecided.root))
    listed = call(*project, "decide")
    assert 1 == listed.returncode
    assert "entry-into-force/pact-1: claims disagree on date" in listed.stdout
    assert "csto-kg decide entry-into-force/pact-1 --write" in listed.stderr
    before = (undecided.data / DECISIONS).read_bytes()
    printed = call(*project, "decide", "entry-into-force/pact-1")
    assert 0 == printed.returncode, printed.stderr
    assert "#     claim:notes-1: The Pact began to bind in July." in printed.stdout
    ((entry),) = yaml.safe_load(printed.stdout)
    assert "conflict/entry-into-force-pact-1-date" == entry["id"]
    assert ["claim:annals-3", "claim:notes-1"] == [c["id"] for c in entry["decision"]["onClaims"]]
    assert before == (undecided.data / DECISIONS).read_bytes()


def test_a_written_skeleton_must_be_finished(undecided: Project) -> None:
    """A skeleton stands in its file in canonical form, and the build refuses it until it has an outcome."""
    project = ("--project", str(undecided.root))
    written = call(*project, "decide", "entry-into-force/pact-1", "--write")
    assert 0 == written.returncode, written.stderr
    assert "claim:notes-1: The Pact began to bind in July." in written.stderr
    assert "now write its label and outcome and reason" in written.stdout
    for command in (("format", "--check"), ("build",), ("validate",)):
        refused = call(*project, *command)
        assert 2 == refused.returncode
        shown = [line for line in refused.stderr.splitlines() if "still has TODO" in line]
        assert ["label", "outcome", "reason"] == [
            line.partition(" still")[0].rpartition(": ")[2][1:-1] for line in shown
        ]
        assert all("data/decisions/league.yaml:" in line and " — write " in line for line in shown)
        assert "is not declared" not in refused.stderr
    text = (undecided.data / DECISIONS).read_text()
    text = text.replace("outcome: TODO", "outcome: outcome/open").replace("TODO: why.", "Nothing decides.")
    text = text.replace("TODO: which question do the sides answer differently?", "When did it begin to bind?")
    (undecided.data / DECISIONS).write_text(text)
    assert 0 == call(*project, "format").returncode
    assert () == overview(undecided).waiting


@pytest.mark.parametrize("name", ["entry-into-force/pact-1", "conflict/entry-into-force-pact-1-date"])
def test_the_options_fill_in_the_skeleton_that_is_there(undecided: Project, name: str) -> None:
    """What is written by hand stays, what options give is put in, and there is one entry at its place."""
    project = ("--project", str(undecided.root))
    assert 0 == call(*project, "decide", "entry-into-force/pact-1", "--write").returncode
    path = undecided.data / DECISIONS
    path.write_text(path.read_text().replace("TODO: why.", "The annals are older."))
    begun = call(*project, "decide", name, "--write", "--outcome", "preferred", "--prefers", "annals-3")
    assert (0, True) == (begun.returncode, "now write its label\n" in begun.stdout), begun.stderr
    assert 1 == call(*project, "decide").returncode
    done = call(*project, "decide", name, "--write", "--label", "When did it bind?")
    assert (0, "wrote conflict/entry-into-force-pact-1-date\n") == (done.returncode, done.stdout), done.stderr
    assert is_canonical(undecided)
    (entry,) = (e for e in yaml.safe_load(path.read_text()) if e["about"] == "entry-into-force/pact-1")
    decision = entry["decision"]
    assert {"en": "When did it bind?"} == entry["label"]
    assert ("outcome/preferred", "claim:annals-3", "The annals are older.") == tuple(
        decision[key] for key in ("outcome", "prefers", "reason")
    )
    assert () == overview(undecided).waiting


def test_the_short_word_of_an_outcome_is_answered_with_its_name(mini: Project) -> None:
    """`preferred`, as the option has it, is outcome/preferred in the file."""
    edit(mini, DECISIONS, "outcome: outcome/open", "outcome: open")
    refused = call("--project", str(mini.root), "build")
    assert "'open' is not declared — did you mean outcome/open?" in refused.stderr


def test_whatever_has_todo_in_it_is_reported_at_once(mini: Project) -> None:
    """Claims and entries that are begun are named with the line and with what is to be written, each place once."""
    edit(
        mini, ANNALS, "paraphrase: A third state came to it.", "paraphrase: 'TODO: what it says, in your own words.'"
    )
    path = mini.data / ANNALS
    path.write_text(
        path.read_text().rstrip("\n")
        + AFTERWARDS.replace("{id: joining/eastland-pact-1, after: establishment/league}", "{id: TODO, type: TODO}")
    )
    refused = call("--project", str(mini.root), "build")
    places = [line for line in refused.stderr.splitlines() if "claims/annals.yaml" in line]
    assert places
    assert all("still has TODO — write" in line for line in places)
    assert ["'id'", "'type'"] == [line.partition(" still")[0].rpartition(" ")[2] for line in places[-2:]]


def test_a_decision_is_made_in_one_command(undecided: Project) -> None:
    """Outcome, preferred claims, reason and question as options give a whole decision, which nothing changes after."""
    project = ("--project", str(undecided.root))
    options = ("--outcome", "preferred", "--prefers", "annals-3", "--because", "June.", "--label", "When was it?")
    assert 0 == call(*project, "decide", "entry-into-force/pact-1", *options, "--write").returncode
    assert is_canonical(undecided)
    found = overview(undecided)
    assert ((), ()) == (found.waiting, found.stale)
    again = call(*project, "decide", "entry-into-force/pact-1", *options, "--write")
    assert 2 == again.returncode
    assert "is decided already" in again.stderr


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision("preferred"), "the outcome preferred prefers a claim"),
        (Decision("open", ("claim:notes-1",)), "only the outcome preferred prefers claims"),
        (Decision("preferred", ("claim:notes-3",)), "claim:notes-3: takes no side"),
        (Decision("both"), "both cannot stand"),
        (Decision("none"), "there is no outcome 'none'"),
        (Decision(label="It was in June."), "the label of a conflict is a question"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(decision: Decision, message: str, undecided: Project) -> None:
    """Each way in which a decision contradicts itself has its message."""
    found = overview(undecided)
    with pytest.raises(UsageError) as caught:
        start_decision(undecided, found, found.waiting[0], decision)
    assert any(message in str(fault) for fault in caught.value.faults)


def test_an_unknown_thing_is_answered_with_near_names(undecided: Project) -> None:
    """A misspelt thing is answered with one that claims disagree about."""
    with pytest.raises(UsageError, match=r"did you mean entry-into-force/pact-1\?"):
        find_disagreements(overview(undecided), "entry-into-force/pakt-1")


def test_a_file_outside_the_folder_is_refused(undecided: Project) -> None:
    """The file of a decision is named, not its path."""
    found = overview(undecided)
    entry = start_decision(undecided, found, found.waiting[0], Decision())
    with pytest.raises(UsageError, match="is not the name of a file in decisions"):
        write_decision(undecided, entry, "../sources")


def test_a_decision_is_stale_when_a_claim_changes_or_joins(mini: Project) -> None:
    """A confirmed decision is reported when a claim of it changes, and when another takes a side, until confirmed again."""
    assert 2 == overview(mini).unconfirmed
    assert ([mini.decisions / "league.yaml"], 2) == confirm(mini, overview(mini))
    assert () == overview(mini).stale
    edit(mini, NOTES, "The Pact began to bind in July.", "The Pact took effect in July.")
    edit(
        mini,
        NOTES,
        "says: {id: departure/eastland-league-1, type: Suspension, date",
        "says: {id: departure/eastland-league-1, date",
    )
    edit(
        mini,
        ANNALS,
        '"1991"}',
        '"1991"}\\n- id: claim:annals-11\\n  passage:\\n    at: {start: 100, end: 143}\\n'
        f'    sha256: "{"0" * 64}"\\n  paraphrase: In May.\\n  says: {{id: entry-into-force/pact-1, date: "1991-05"}}',
    )
    mini = Project(mini.root, mini.build)
    edit(mini, DECISIONS, "property: class", "between: [claim:notes-2, claim:annals-5]")
    stale = {d.conflict: d.stale for d in overview(mini).stale}
    assert "changed: claim:notes-1; joined: claim:annals-11" == stale["conflict/pact-entry-into-force"]
    assert "changed: claim:notes-2" == stale["conflict/eastland-departure"]
    assert 0 == confirm(mini, overview(mini))[1]
    assert 1 == confirm(mini, overview(mini), ["pact-entry-into-force"])[1]
    assert ["conflict/eastland-departure"] == [d.conflict for d in overview(mini).stale]


def test_a_confirmed_decision_is_canonical(mini: Project) -> None:
    """What `decide --confirm` writes is as `format` lays it out, with the comment at the head of the file."""
    done = call("--project", str(mini.root), "decide", "--confirm")
    assert "confirmed 2 decisions\n" == done.stdout
    assert is_canonical(mini)
    value = load_document(mini, mini.data / DECISIONS).value
    assert isinstance(value, list)
    assert "# Decisions for the made-up sources." == (mini.data / DECISIONS).read_text().splitlines()[0]


def test_nothing_is_written_outside_a_project(tmp_path: Path) -> None:
    """Where there is no project, what writes decisions is refused."""
    done = call("decide", "--confirm", cwd=tmp_path)
    assert 2 == done.returncode


def test_claims_that_contradict_each_other_in_time_wait_too(mini: Project) -> None:
    """What cannot all be true in time has a skeleton with its claims in `between`, which settles it once it is finished."""
    path = mini.data / ANNALS
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + AFTERWARDS, encoding="utf-8")
    found = overview(mini)
    (waiting,) = found.waiting
    assert ("", "conflict-type/temporal") == (waiting.key, waiting.type)
    assert {"claim:annals-2", "claim:annals-4", "claim:annals-10"} == set(waiting.claims)
    entry = start_decision(mini, found, waiting, Decision("open", label="Which came first?", reason="Nothing says."))
    assert list(waiting.claims) == entry["between"]
    write_decision(mini, entry)
    assert () == overview(mini).waiting


@pytest.mark.parametrize(
    ("words", "option", "fix"),
    [
        (("--outcome", "open"), "--outcome", "name what the claims disagree about"),
        (("--write",), "--write", "name what the claims disagree about"),
        (("entry-into-force/pact-1", "--into", "other"), "--into", "add --write"),
        (("--confirm", "--because", "x"), "--because", "leave it out: --confirm records the claims only"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    words: tuple[str, ...], option: str, fix: str, mini: Project
) -> None:
    """Nobody takes for decided what was left out without a word."""
    done = call("--project", str(mini.root), "decide", *words)
    assert (2, f"csto-kg: {option}: does nothing here — {fix}\n") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("nosuch", "nothing waits for a decision; csto-kg conflicts lists what was decided"),
        ("entry-into-force/pact", "did you mean entry-into-force/pact-1"),
    ],
)
def test_an_unknown_name_is_said_to_be_neither_conflict_nor_thing(name: str, fix: str, mini: Project) -> None:
    """The message says what was looked for, and gives names that resemble it."""
    with pytest.raises(UsageError) as error:
        find_disagreements(overview(mini), name)
    (fault,) = error.value.faults
    assert "is not a conflict, and not a thing that claims disagree about" == fault.message
    assert fault.fix.startswith(fix)
