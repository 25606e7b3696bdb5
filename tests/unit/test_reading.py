"""Questions in words on a handful of things and queries: names, phrasings, parameters, and the reading that is taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csto_kg.ask.reading.mentions import mentions_in
from csto_kg.ask.reading.names import Thing
from csto_kg.ask.reading.reader import QuestionReader, Reading
from csto_kg.ask.reading.words import words_of
from csto_kg.errors import DataError
from csto_kg.queries.stored import read_queries
from csto_kg.queries.synonyms import Synonyms, read_synonyms

STATE = frozenset(("State", "Polity", "Agent"))
LEAGUE = frozenset(("Organization", "Agent"))
THINGS = (
    Thing("league", "League of Rivers", LEAGUE, ("LOR",), kind="Organization"),
    Thing("union", "Union of Lakes", LEAGUE, ("UOL",), kind="Organization"),
    Thing("uzbekistan", "Uzbekistan", STATE, ("Узбекистан",), ("UZ",), kind="State"),
    Thing("russia", "Russia", STATE, (), ("RU",), kind="State"),
    Thing("post/league-head", "Head of the League of Rivers", frozenset(("Post",)), (), (), ("league",), "Post"),
    Thing("post/union-head", "Head of the Union of Lakes", frozenset(("Post",)), (), (), ("union",), "Post"),
    Thing("person/ada-byron", "Ada Byron", frozenset(("Person", "Agent")), kind="Person"),
    Thing(
        "organ/board", "Board of the League of Rivers", frozenset(("Organ", "Agent")), (), (), ("league",), "Organ"
    ),
    Thing("topic/floods", "floods", frozenset(("Topic",)), kind="Topic"),
    Thing("meeting/floods", "meeting on the floods", frozenset(("Meeting", "Event")), kind="Meeting"),
)
HEADERS = {
    "members": """#+ question: Which states belong to an organization on a day?
#+ row: one
#+ phrasings: ["who were the members of {organization} on {date}", "was {agent} in {organization}"]
#+ parameters:
#+   organization: {type: entity, class: Agent, kinds: [Organization], about: the organization}
#+   agent: {type: entity, class: Agent, kinds: [Polity], any: "true", about: the state; any for all}
#+   date: {type: day, about: the day}
#+ columns: {state: the state}
SELECT ?state WHERE { VALUES ?organization { <https://w3id.org/csto-kg/id/league> } VALUES ?agent { UNDEF }
  VALUES ?date { "2000-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> } }""",
    "changes": """#+ question: Which states joined or left between two days?
#+ row: one
#+ phrasings: ["who joined {organization} between {from} and {to}", "who left {organization}"]
#+ parameters:
#+   organization: {type: entity, class: Agent, kinds: [Organization], about: the organization}
#+   from: {type: day, about: the first day}
#+   to: {type: day, about: the day after the last}
#+ columns: {state: the state}
SELECT ?state WHERE { VALUES ?organization { <https://w3id.org/csto-kg/id/league> }
  VALUES ?from { "2000-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> }
  VALUES ?to { "2001-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> } }""",
    "said": """#+ question: What has been said about something?
#+ row: one
#+ phrasings: ["what has been said about {thing}", "opinions on {thing}"]
#+ parameters:
#+   thing: {type: entity, about: what it is about}
#+ columns: {says: what}
SELECT ?says WHERE { VALUES ?thing { <https://w3id.org/csto-kg/id/league> } }""",
    "asked": """#+ question: Who asked whom for help?
#+ row: one
#+ phrasings: ["who asked {agent} for help", "did {agent} answer the request"]
#+ parameters:
#+   agent: {type: entity, class: Agent, any: "true", about: the one who was asked; any for all}
#+ columns: {says: what}
SELECT ?says WHERE { VALUES ?agent { UNDEF } }""",
}
SYNONYMS = Synonyms((("join", "accede", "come in"), ("say", "said", "comment")), {"the club": "league"})


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> QuestionReader:
    folder = tmp_path_factory.mktemp("questions")
    for name, text in HEADERS.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return QuestionReader(read_queries(folder.glob("*.rq")), THINGS, SYNONYMS, "league")


def first(reader: QuestionReader, text: str) -> Reading:
    return reader.readings(text, date(2026, 3, 1))[0]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("who were the members of the UOL on 3 May 2001?", "members organization=union date=2001-05-03"),
        ("which members had the League of Rivers in 2001", "members organization=league date=2001"),
        ("members of LOR, June 2001", "members organization=league date=2001-06"),
        ("members of the club in June 2001", "members organization=league date=2001-06"),
        ("was Uzbekistan in the Union of Lakes in 2001", "members organization=union agent=uzbekistan date=2001"),
        ("was UZ in the Union of Lakes in 2001", "members organization=union agent=uzbekistan date=2001"),
        ("were the Uzbeks and Russia in the League of Rivers", "members organization=league agent=uzbekistan,russia"),
        ("who joined the club in 2001", "changes organization=league from=2001-01-01 to=2002-01-01"),
        ("who acceded to the club after 2001", "changes organization=league from=2002-01-01 to=9999-12-31"),
        ("who came in before 2001", "changes from=0001-01-01 to=2001-01-01"),
        ("who left the club", "changes organization=league from=0001-01-01 to=9999-12-31"),
        ("opinions about floods", "said thing=topic/floods"),
        ("any comments on the meeting about the floods", "said thing=meeting/floods"),
        ("did the club answer the request of Russia", "asked agent=league"),
        ("who asked Russia for help", "asked agent=russia"),
        ("did Russia ask for help", "asked"),
    ],
)
def test_a_question_is_read(reader: QuestionReader, text: str, command: str) -> None:
    """The query whose phrasing fits best is taken, with its parameters filled from names and dates."""
    query, *values = command.split()
    found = first(reader, text)
    assert ("query", query, *values) == found.command
    assert found.is_likely


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Uzbekistan", "uzbekistan"),
        ("узбекистан", "uzbekistan"),
        ("UZ", "uzbekistan"),
        ("what is the League of Rivers?", "league"),
        ("who is Byron", "person/ada-byron"),
        ("post/union-head", "post/union-head"),
        ("Head of the UOL", "post/union-head"),
        ("floods", "topic/floods"),
        ("Ada Byron in 2001", "person/ada-byron --as-of 2001-12-31"),
    ],
)
def test_a_name_alone_is_a_card(reader: QuestionReader, text: str, thing: str) -> None:
    """A question that is a name and nothing else asks for the card of the thing."""
    assert ("ask", *thing.split()) == first(reader, text).command


def test_what_is_left_out_is_named(reader: QuestionReader) -> None:
    """Names, dates and words that a reading does not use are named as they are written; misspelt words too."""
    found = first(reader, "which opinions are there on purple floods in 2001")
    assert ("said", ("in 2001", "purple")) == (found.query, found.unused)
    found = first(reader, "who asked Uzbekstan for help from Ada Byron")
    assert (("Ada Byron",), {"Uzbekstan": "uzbekistan"}) == (found.unused, found.spelt)
    found = first(reader, "who joined the club in 2001, and who asked for floods?")
    assert ("changes", ("who asked for floods",)) == (found.query, found.unused)


def test_nothing_is_likely_for_nonsense(reader: QuestionReader) -> None:
    """Words that no query is asked with make no likely reading, nor do a few that one is asked with among many."""
    assert not first(reader, "colourless green ideas sleep").is_likely
    assert not first(reader, "colourless green members sleep furiously").is_likely


def test_a_name_within_another_is_not_named(reader: QuestionReader) -> None:
    """The longest name counts: a head of the union is no union; and a part that only names others names nothing."""
    index = reader.lexicon.index
    text = "the head of the UOL"
    best, *_ = mentions_in(text, words_of(text), index)
    assert "post/union-head" == best.thing
    text = "Russia and the floods of Ruritania"
    assert "meeting/floods" not in [m.thing for m in mentions_in(text, words_of(text), index) if m.is_hard]


def test_a_name_after_after_only_gives_the_time(reader: QuestionReader) -> None:
    """`after the Union of Lakes …` does not ask about the union."""
    assert "organization=union" not in first(reader, "who left after the Union of Lakes was founded").command


def test_synonyms_are_checked(tmp_path: Path) -> None:
    """A word in two lists, an unknown key and text that is no YAML are faults with their line; no file is no fault."""
    path = tmp_path / "synonyms.yaml"
    assert Synonyms() == read_synonyms(path)
    for text, fault in {
        "words:\n- [a, b]\n- [c, a]\n": ":3: words[1][1]: 'a' stands in the list of 'a' too",
        "words: []\nname: {}\n": ":2: name: is an unknown key",
        "words: [\n": "is not YAML",
    }.items():
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DataError) as caught:
            read_synonyms(path)
        assert fault in str(caught.value)
