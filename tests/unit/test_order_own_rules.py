"""Rules on time that a project writes itself in Turtle, and what is wrong with rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from csto_kg.check.targets import CheckOptions, check_data
from csto_kg.errors import DataError, Where
from csto_kg.ontology import Ontology, from_graph, ontology_of, read_ontology
from csto_kg.order import ordered_view, rules_of
from csto_kg.order.rules import Form
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.vocab import ID
from csto_kg.weigh import weigh
from tests.support.mini import Mini
from tests.support.ordering import OrderCase, bound, names_of, steps_to
from tests.support.paths import ALIGNMENTS, ONTOLOGY_FILES

HEAD = """
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rule: <https://w3id.org/csto-kg/id/rule/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TEXTS = """rdfs:label "ours"@en ; skos:definition "A refusal answers what it is about."@en ;
  skos:example "A refusal of a request."@en ; csto:counterExample "A statement."@en ; csto:ground "Ours."@en ;"""
OURS = f"""{HEAD}
rule:refused a csto:StrictRule ; {TEXTS}
  csto:ruleForm "other-first" ; csto:ruleFocus csto:Refusal ; csto:ruleOther csto:Request ; csto:ruleMatch "this = about" .
"""


def with_rules(folder: Path, text: str) -> Ontology:
    """The ontology of this repository with a Turtle file more."""
    file = folder / "ours.ttl"
    file.write_text(text, encoding="utf-8")
    return read_ontology(*ONTOLOGY_FILES, ALIGNMENTS, file)


def faults_of(folder: Path, text: str) -> list[str]:
    """What is wrong with the rules of a Turtle file, without the places."""
    with pytest.raises(DataError) as caught:
        rules_of(with_rules(folder, HEAD + text))
    return [str(replace(fault, where=None)) for fault in caught.value.faults]


def test_an_own_rule_needs_no_programming(whole: Mini, tmp_path: Path) -> None:
    """A rule in Turtle bounds what it is about, with its claims, and leaves alone what its classes leave out."""
    register = "request/r type Request; refusal/n type Refusal; statement/s type Statement"
    case = OrderCase(whole, register).says("a", "request/r date 2010-06-10")
    case.says("b", "refusal/n about request/r").says("c", "statement/s about request/r")
    found = ordered_view(case.dataset, case.weigh(), with_rules(tmp_path, OURS)).ordered
    assert date(2010, 6, 10) == bound(found.strict.solution, "refusal/n earliest")
    assert [{"a"}, {"b"}] == [
        names_of(s.reason.claims) for s in steps_to(found.strict.solution, "refusal/n earliest")
    ]
    assert ID["rule/refused"] == steps_to(found.strict.solution, "refusal/n earliest")[-1].reason.rule
    assert bound(found.strict.solution, "statement/s earliest") is None
    assert bound(case.order().strict.solution, "refusal/n earliest") is None


def test_an_own_assumption_is_presumed(whole: Mini, tmp_path: Path) -> None:
    """The same rule as an assumption tightens presumed bounds only, and a policy can leave it out."""
    case = OrderCase(whole, "request/r type Request; refusal/n type Refusal")
    case.says("a", "request/r date 2010-06-10").says("b", "refusal/n about request/r")
    ontology = with_rules(tmp_path, OURS.replace("csto:StrictRule", "csto:Assumption"))
    found = ordered_view(case.dataset, case.weigh(), ontology).ordered
    assert bound(found.strict.solution, "refusal/n earliest") is None
    assert date(2010, 6, 10) == bound(found.presumed.solution, "refusal/n earliest")


def test_a_project_has_its_rules_in_its_ontology(mini: Project) -> None:
    """A rule written into a Turtle file of the project's own ontology works as those do that come with it."""
    with (mini.root / "ontology" / "domain.ttl").open("a", encoding="utf-8") as file:
        file.write(OURS.replace("csto:Refusal", "csto:Departure").replace("csto:Request", "csto:Meeting"))
    ontology = ontology_of(mini)
    assert ID["rule/refused"] in rules_of(ontology)
    dataset = read_dataset(mini, ontology)
    ordered_view(dataset, weigh(dataset, ontology), ontology)


def test_a_project_has_its_rules_in_a_file_of_its_own(mini: Project) -> None:
    """A Turtle file that a project adds to the folder of its ontology is read with it."""
    (mini.root / "ontology" / "ours.ttl").write_text(OURS, encoding="utf-8")
    assert ID["rule/refused"] in rules_of(ontology_of(mini))


EACH_FAULT = {
    "form": ('csto:ruleForm "other-last"', "rule/x: has an unknown form: other-last — did you mean other-first?"),
    "key": ('csto:ruleMatch "this = aftr"', "rule/x: matches by an unknown key: aftr — did you mean after?"),
    "match": ('csto:ruleMatch "after"', 'rule/x: cannot be read as a match: after — write it as "member = by"'),
    "focus": ("csto:ruleFocus csto:Ocurrent", "rule/x: csto:ruleFocus is not a class: csto:Ocurrent"),
    "other": ("csto:ruleOther csto:Evnt", "rule/x: csto:ruleOther is not a class: csto:Evnt"),
    "shared": ("csto:ruleShared csto:Pst", "rule/x: csto:ruleShared is not a class: csto:Pst"),
    "unique": ("csto:ruleUnique 1", "rule/x: has a csto:ruleUnique that is neither true nor false"),
    "several": ("csto:ruleShared csto:Post , csto:State", "rule/x: has several csto:ruleShared — keep one"),
    "except": ("csto:ruleExcept csto:Evnt", "rule/x: csto:ruleExcept is not a class: csto:Evnt"),
}
WHOLE = 'csto:ruleForm "other-first" ; csto:ruleFocus csto:Occurrent ; csto:ruleMatch "this = after"'


@pytest.mark.parametrize("kind", EACH_FAULT)
def test_a_wrong_part_is_named(kind: str, tmp_path: Path) -> None:
    """An unknown form, key or class, and what is not a match, are named with what was meant."""
    part, message = EACH_FAULT[kind]
    parts = [p for p in WHOLE.split(" ; ") if p.split()[0] != part.split()[0]]
    assert [message] == faults_of(tmp_path, f"rule:x a csto:StrictRule ; {TEXTS} {' ; '.join([*parts, part])} .")


FOR_SITUATIONS = "which is for csto:Situations, and csto:ruleFocus csto:Meeting: it never applies"
NEVER = {
    "events exclude each other": (
        'csto:ruleForm "one-at-a-time" ; csto:ruleFocus csto:Meeting ; csto:ruleMatch "of = of"',
        f"has the form one-at-a-time, {FOR_SITUATIONS} — name another class, or another form",
    ),
    "an event has no end": (
        'csto:ruleForm "after-end" ; csto:ruleFocus csto:Meeting ; csto:ruleMatch "this = after"',
        f"has the form after-end, {FOR_SITUATIONS} — name another class, or another form",
    ),
    "a situation has no day": (
        'csto:ruleForm "same-day" ; csto:ruleFocus csto:Event ; csto:ruleOther csto:Tenure ; csto:ruleMatch "this = after"',
        "has the form same-day, which is for csto:Events, and csto:ruleOther csto:Tenure: it never applies — name another "
        "class, or another form",
    ),
    "a person has no days": (
        'csto:ruleForm "other-first" ; csto:ruleFocus csto:Person ; csto:ruleMatch "this = after"',
        "has the form other-first, which is for csto:Events and csto:Situations, and csto:ruleFocus csto:Person: it never "
        "applies — name another class, or another form",
    ),
    "a date is no thing": (
        'csto:ruleForm "other-first" ; csto:ruleFocus csto:Event ; csto:ruleMatch "this = date"',
        "matches by values of date, which are not things: this = date — take a key whose value is an event or situation, "
        "such as after",
    ),
    "an agent is no event": (
        'csto:ruleForm "other-first" ; csto:ruleFocus csto:Event ; csto:ruleMatch "this = by"',
        "matches by values of by, which are neither events nor situations: this = by — name a key of the other thing in the "
        'place of "this", as in "member = by"',
    ),
    "a date is no agent": (
        'csto:ruleForm "other-first" ; csto:ruleFocus csto:Event ; csto:ruleMatch "date = by"',
        "matches by values of date and by, which are never equal: date = by — take two keys with values of one kind",
    ),
}


@pytest.mark.parametrize("case", NEVER)
def test_what_can_never_apply_is_refused(case: str, tmp_path: Path) -> None:
    """A rule whose form does not fit its classes, or whose match nothing can meet, says why and what to write."""
    rule, message = NEVER[case]
    assert [f"rule/x: {message}"] == faults_of(tmp_path, f"rule:x a csto:StrictRule ; {TEXTS} {rule} .")


@pytest.mark.parametrize("kind", ["a csto:TemporalRule ; ", ""])
def test_a_rule_of_neither_kind_is_refused(kind: str, tmp_path: Path) -> None:
    """A rule that is neither strict nor an assumption would be passed over in silence."""
    message = "rule/x: is neither a strict rule nor an assumption, so that nothing applies it"
    fix = "write a csto:StrictRule, or a csto:Assumption"
    assert [f"{message} — {fix}"] == faults_of(tmp_path, f"rule:x {kind}{TEXTS} {WHOLE} .")


@pytest.mark.parametrize("name", ["rule:x", "<https://w3id.org/csto-kg/id/rule/x>"])
def test_a_fault_has_its_place(name: str, mini: Project) -> None:
    """A fault of a rule names the file within the project and the line on which the rule starts."""
    text = f'{HEAD}# rule:x is ours\nrule:y rdfs:seeAlso\n  {name} ;\n  rdfs:label "y"@en .\n{name} a csto:StrictRule .\n'
    (mini.root / "ontology" / "ours.ttl").write_text(text, encoding="utf-8")
    line = text.splitlines().index(f"{name} a csto:StrictRule .") + 1
    for check in (lambda: rules_of(ontology_of(mini)), lambda: check_data(mini, CheckOptions())):
        with pytest.raises(DataError) as caught:
            check()
        assert {Where("ontology/ours.ttl", line)} == {fault.where for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        ("rdfs:label", "needs one rdfs:label"),
        ("skos:definition", "needs one skos:definition"),
        ("skos:example", "needs one skos:example"),
        ("csto:counterExample", "needs one csto:counterExample"),
        ("csto:ground", "needs one csto:ground"),
    ],
)
def test_each_text_is_needed(gone: str, message: str, tmp_path: Path) -> None:
    """A rule without its label, definition, example, counter-example or ground is refused."""
    kept = " ; ".join(p for p in (part.strip() for part in TEXTS.split(" ;")) if p and not p.startswith(gone))
    assert [f"rule/x: {message}"] == faults_of(tmp_path, f"rule:x a csto:StrictRule ; {kept} ; {WHOLE} .")


def test_a_form_is_needed_once(tmp_path: Path) -> None:
    """A rule without a form, or with two, is refused."""
    parts = WHOLE.split(" ; ")[1:]
    none = faults_of(tmp_path, f"rule:x a csto:StrictRule ; {TEXTS} {' ; '.join(parts)} .")
    assert "rule/x: needs one csto:ruleForm" in none
    two = faults_of(tmp_path, f'rule:x a csto:StrictRule ; {TEXTS} {WHOLE} ; csto:ruleForm "within" .')
    assert ["rule/x: needs one csto:ruleForm"] == two


@pytest.mark.parametrize("gone", ["csto:ruleFocus", "csto:ruleMatch"])
def test_a_form_of_pairs_needs_focus_and_match(gone: str, tmp_path: Path) -> None:
    """A rule on pairs of things without the one or the other is refused, and says what to write."""
    parts = [p for p in WHOLE.split(" ; ") if not p.startswith(gone)]
    (fault,) = faults_of(tmp_path, f"rule:x a csto:StrictRule ; {TEXTS} {' ; '.join(parts)} .")
    assert fault.startswith("rule/x: needs csto:ruleFocus and csto:ruleMatch — write ")


def test_a_rule_is_strict_or_an_assumption(tmp_path: Path) -> None:
    """A rule that is both is refused once."""
    found = faults_of(tmp_path, f"rule:x a csto:StrictRule , csto:Assumption ; {TEXTS} {WHOLE} .")
    assert ["rule/x: is both strict and an assumption — keep one of the two"] == found


@pytest.mark.parametrize("form", [Form.DATED, Form.ATTESTED, Form.LASTS, Form.BEGUN_BY, Form.ENDED_BY, Form.DISTANCE])
def test_a_form_of_the_build_is_its_own(form: Form, tmp_path: Path) -> None:
    """No other rule can have a form that the build applies itself."""
    found = faults_of(tmp_path, f'rule:x a csto:StrictRule ; {TEXTS} csto:ruleForm "{form}" .')
    assert [f"rule/x: has the form {form}, which is for rule/{form} alone"] == found


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    """Several faults in several rules are reported together, rule by rule."""
    text = f"""
    rule:x a csto:StrictRule , csto:Assumption ; rdfs:label "x"@en ; csto:ruleForm "wihtin" .
    rule:y a csto:Assumption ; {TEXTS} csto:ruleForm "dated" ; csto:ruleMatch "this = aftr" , "membr = by" .
    rule:z a csto:StrictRule ; {TEXTS} csto:ruleForm "within" ; csto:ruleFocus csto:Evnt ; csto:ruleMatch "this=partOf" .
    """
    found = faults_of(tmp_path, text)
    for part in (
        "rule/x: is both",
        "rule/x: needs one csto:ground",
        "rule/x: needs one csto:counterExample",
        "rule/x: has an unknown form: wihtin — did you mean within?",
        "rule/y: has the form dated",
        "rule/y: matches by an unknown key: aftr",
        "rule/y: matches by an unknown key: membr",
        "rule/z: csto:ruleFocus is not a class: csto:Evnt",
    ):
        assert [part] == [part for fault in found if fault.startswith(part)], part
    assert found == sorted(found, key=lambda fault: fault.split(":")[0])


@pytest.mark.parametrize("form", [Form.DATED, Form.ATTESTED, Form.LASTS, Form.BEGUN_BY, Form.ENDED_BY, Form.DISTANCE])
def test_what_the_build_applies_has_its_rule(form: Form, ontology: Ontology) -> None:
    """An ontology with rules that lacks one of those which the build applies is refused."""
    graph = ontology.graph - ontology.graph.cbd(ID[f"rule/{form}"])
    with pytest.raises(DataError) as caught:
        rules_of(from_graph(graph))
    assert f"rule/{form}: no rule has this form, which the build applies" in map(str, caught.value.faults)


def test_an_ontology_without_rules_has_none(ontology: Ontology) -> None:
    """An ontology from before there were rules is no fault."""
    graph = ontology.graph + ontology.graph
    for rule in rules_of(ontology):
        graph -= graph.cbd(rule)
    assert {} == rules_of(from_graph(graph))
