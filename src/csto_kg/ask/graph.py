"""The Python interface: an open release, with the same verbs as the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox
import rdflib

from csto_kg.ask.answering import answered
from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.arguments import answer_given, day_given, language_given, path_given, text_given, values_given
from csto_kg.ask.asked import InWords
from csto_kg.ask.changes import Changes, changes_between
from csto_kg.ask.conflicts import Conflict, conflicts_about
from csto_kg.ask.display import Display, readable
from csto_kg.ask.evidence import AGAINST, FOR, Evidence, passages, with_claims, with_paraphrases, with_passages
from csto_kg.ask.explain import Explanation, explain_claim, explain_thing
from csto_kg.ask.labels import ENGLISH, Labels
from csto_kg.ask.names import Names, is_claim
from csto_kg.ask.notes import notes_on, notes_on_defaults, notes_on_nothing, notes_on_sparql, things_asked
from csto_kg.ask.relax import EmptyReason, why_empty, without_rows
from csto_kg.ask.run import run_sparql
from csto_kg.ask.timeline import claim_fault, timeline_rows
from csto_kg.charts import ChartRow
from csto_kg.errors import Fault, UsageError
from csto_kg.ontology import context_of, ontology_of
from csto_kg.project import Project, Release, find_project
from csto_kg.queries.adapting import adaptation_of
from csto_kg.queries.days import last_day
from csto_kg.queries.former import takes_former, warn_of_former_names
from csto_kg.queries.lookup import stored_query
from csto_kg.queries.stored import QueryFolder, StoredQuery, renamed
from csto_kg.rdf.results import text_of
from csto_kg.rdf.serialize import Part, export
from csto_kg.rdf.terms import to_triple
from csto_kg.read.coverage import Coverage, cover
from csto_kg.read.project import Progress, no_progress, read_project
from csto_kg.read.texts import NEEDED, present_and_missing, read_texts
from csto_kg.release.cache import Cache, user_cache
from csto_kg.release.folder import answering_release, manifest_in, release_quads
from csto_kg.release.reweigh import assumption_names, open_release, publication_days
from csto_kg.release.store import open_store
from csto_kg.time.days import Days
from csto_kg.vocab import G_INFERRED, G_VIEW
from csto_kg.weigh.policy import CURATED, Policy, read_policy, undated

if TYPE_CHECKING:
    from csto_kg.check.targets import CheckOutcome

__all__ = ["Evidence", "Graph", "ParameterValue"]

ParameterValue: TypeAlias = str | date | Sequence[str]
"""What a parameter of a stored query takes."""
_MOST_KEPT: Final = 4


class Graph(InWords):
    """A built graph, opened for reading, under one policy and as known by one day.

    `open` copies it to memory, which is faster for many questions. For a single question the store on disk is faster.
    """

    def __init__(
        self,
        project: Project,
        policy: Policy = CURATED,
        folder: Path | None = None,
        *,
        in_memory: bool = False,
        cache: Cache | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.project = project
        self.policy = policy
        self.folder = folder or answering_release(project).folder
        self.in_memory = in_memory
        self.cache = cache or user_cache(os.environ)
        self.store = open_release(self.folder, policy, self.cache, in_memory=in_memory)
        self.manifest = manifest_in(self.folder) or {}
        self.names = Names(self.store)
        self.labels = Labels(self.store, language_given(language, project))
        self._others: dict[Policy, Graph] = {}

    @classmethod
    def open(
        cls, project: str | Path | None = None, build: str | Path | None = None, language: str = ENGLISH
    ) -> Graph:
        """Open the build of a project: the one named, else the checkout around the working folder, else the installed one.

        An installed package has a release and needs no build. Sentences and tables have names in the language.
        Raises UsageError where nothing is built yet, and TypeError for what is no path.
        """
        root, folder = path_given("project", project), path_given("build", build)
        return cls(find_project(Path.cwd(), os.environ, root, folder), in_memory=True, language=language)

    @classmethod
    def build(
        cls,
        folder: str | Path | None = None,
        build: str | Path | None = None,
        *,
        texts: str | Path | None = None,
        force: bool = False,
        progress: Progress = no_progress,
    ) -> Graph:
        """Build a project as `csto-kg build` does, and open it; nothing is built where nothing has changed, unless `force`.

        `folder` and `build` are as in `open`; with `texts`, the folder of the source texts, the digest of every passage is
        checked. `progress` gets each stage when it has ended, with its warnings. Raises DataError (files wrong),
        FindingsError (a conflict without a decision, a failed check), UsageError (no project) or MachineError (no Java).
        """
        root, built, found = path_given("folder", folder), path_given("build", build), path_given("texts", texts)
        project = find_project(Path.cwd(), os.environ, root, built, found)
        # Reasoner and validator take longer to load than a question to answer, so only this loads them.
        made = import_module("csto_kg.release.build").build(project, os.environ, progress, force)
        return cls(project, folder=made.folder, in_memory=True)

    # -----------------------------------------------------------------------------------------------------------
    # The release and its policy
    # -----------------------------------------------------------------------------------------------------------

    @cached_property
    def queries(self) -> Mapping[str, StoredQuery]:
        """The stored queries of the project, by name."""
        return QueryFolder(self.project.question_files, adaptation_of(self.project))

    @property
    def release(self) -> str:
        """The hash that names the release, SHA-256 in hexadecimal."""
        if not isinstance(self.manifest.get("release"), str):
            message = f"{self.folder} has no manifest that names its release"
            raise UsageError(Fault(message, fix="run: csto-kg build --force"))
        return str(self.manifest["release"])

    def sources(self) -> Mapping[str, Days | None]:
        """The days on which each source can have been published; None where nothing says when."""
        return publication_days(open_store(Release(self.folder).store))

    def assumptions(self) -> tuple[str, ...]:
        """The names of the assumptions on time, which `presumed` answers rest on."""
        return assumption_names(open_store(Release(self.folder).store))

    def under(self, policy: str | None = None, known_by: str | date | None = None) -> Graph:
        """The same release under a policy (`majority`, `only:annals-2022`, `assume:none`, …), or as known by a day.

        Of a month or a year (`known_by="2021"`) its last day counts. Raises UsageError for a policy or day that cannot be
        read, and where no source is left.
        """
        by = None if known_by is None or known_by == "" else day_given("known_by", known_by, last_day)
        rule = None if policy is None else text_given("policy", policy)
        chosen = read_policy(rule, by, self.sources(), self.assumptions()) if rule or by else CURATED
        return self._weighed(chosen)

    def _weighed(self, policy: Policy) -> Graph:
        """The same release under a policy. The last few are kept, since each fills the memory of a release."""
        if policy == self.policy:
            return self
        how = partial(Graph, in_memory=self.in_memory, cache=self.cache, language=self.labels.language)
        found: Graph | None = self._others.pop(policy, None)
        self._others[policy] = found or how(self.project, policy, self.folder)
        for oldest in list(self._others)[:-_MOST_KEPT]:
            del self._others[oldest]
        return self._others[policy]

    def possibly_later(self) -> tuple[str, ...]:
        """The sources that count as known though they may have been published after the day that was asked for."""
        return undated(self.policy, self.sources()) if self.policy.known_by else ()

    # -----------------------------------------------------------------------------------------------------------
    # Questions
    # -----------------------------------------------------------------------------------------------------------

    def stored(self, name: str) -> StoredQuery:
        """A stored query by name. Raises UsageError, with the names that resemble it, where there is none."""
        return stored_query(self.queries, name)

    def query(
        self,
        name: str,
        /,
        *,
        policy: str | None = None,
        known_by: str | date | None = None,
        evidence: bool = False,
        **values: ParameterValue,
    ) -> Answer:
        """Ask a stored query with its parameters; a trailing underscore is dropped (`from_` for `from`).

        A former name of a parameter is accepted with a FutureWarning. `policy` and `known_by` as in `under`; with
        `evidence` every row has the columns `claims` and `dissents`. Raises UsageError for an unknown query or
        parameter, or a value that does not fit.
        """
        graph = self if policy is None and known_by is None else self.under(policy, known_by)
        given = values_given(text_given("name", name), {k.removesuffix("_"): v for k, v in values.items()})
        present, notes = renamed(graph.stored(name), given)
        warn_of_former_names(notes)
        return graph.answer(name, present, evidence=evidence)

    def answer(
        self,
        name: str,
        values: Mapping[str, str | Sequence[str]] | None = None,
        *,
        evidence: bool = False,
        texts: Path | None = None,
    ) -> Answer:
        """The answer to a stored query, with values of its parameters by their own names.

        With `texts`, the folder of the source texts, every row has the evidence and its passages. Raises UsageError as
        `query` does, and DataError where a text is missing or changed.
        """
        query, is_with_claims = self.stored(name), evidence or texts is not None
        found = answered(self.names, self.labels, self.policy, query, values or {}, evidence=is_with_claims)
        if texts is None:
            return found
        return answer_of(with_passages(self.store, found.table, texts), found.lists, found.sentences, found.asked)

    def display(self, name: str, answer: Answer, *, paraphrases: bool = False) -> Display:
        """The answer to a stored query as a table for people; with `paraphrases`, each claim's below its row."""
        table = with_paraphrases(self.store, answer.table) if paraphrases else answer.table
        return readable(table, self.stored(name), answer.lists, self.labels)

    def notes(self, answer: Answer, *, defaults: bool = True, reasons: bool = True) -> tuple[str, ...]:
        """What the rows of an answer do not show, as sentences without a full stop.

        That is the defaults that were used (not without `defaults`), why there are no rows (not without `reasons`),
        assumptions that are left out, and dates that contradict each other.
        """
        graph, asked = self._asked_by(answer_given("answer", answer)), answer.asked
        how: tuple[str, ...] = ()
        about: tuple[str, ...] = ()
        if asked is not None:
            query = graph.stored(asked.name)
            about = things_asked(query, asked.values, graph.names)
            how = notes_on_defaults(query, asked.values, asked.days_added) if defaults else ()
            if reasons and not answer.table.rows:
                how += notes_on_nothing(graph.names, graph.labels, query, asked.values)
        return (*how, *notes_on(answer.table, graph.store, graph.policy, self.assumptions(), about))

    def _bearing_on(self, answer: Answer) -> tuple[str, ...]:
        return self.notes(answer, defaults=False, reasons=False)

    def said(self, answer: Answer) -> tuple[str, ...]:
        """The answer to a stored query in sentences; without rows with why there are none, and what would give some."""
        reason = self.why_empty(answer)
        return answer.sentences if reason is None else without_rows(answer.sentences, reason)

    def why_empty(self, answer: Answer) -> EmptyReason | None:
        """Why the answer to a stored query has no rows, and what would give some; None for any other answer."""
        answer = answer_given("answer", answer)
        if answer.asked is None or answer.table.rows:
            return None
        graph = self._asked_by(answer)
        return why_empty(graph.names, graph.labels, graph.stored(answer.asked.name), answer.asked.values)

    def _asked_by(self, answer: Answer) -> Graph:
        """The graph under the policy that an answer was asked under."""
        return self if answer.asked is None else self._weighed(answer.asked.policy)

    def notes_on_sparql(self, text: str) -> tuple[str, ...]:
        """What a SPARQL query written by hand likely lacks: a graph, or something that it names and that is not there."""
        return notes_on_sparql(text_given("text", text), self.store)

    def as_of(self, day: str | date, organization: str | None = None, role: str = "any") -> Answer:
        """Who belonged to an organization on a day, in any role; without one, to that of the project's `graph.yaml`."""
        organization = organization or self.project.configuration.organization
        return self.query("members-as-of", organization=organization, date=day, role=role)

    def sparql(self, text: str, evidence: bool = False) -> Answer:
        """Ask any SPARQL query; `evidence` adds the claims on everything in a row. Raises UsageError for other text."""
        table = run_sparql(self.store, text_given("text", text))
        return answer_of(with_claims(self.store, table, None) if evidence else table, frozenset((FOR, AGAINST)))

    # -----------------------------------------------------------------------------------------------------------
    # Where answers come from
    # -----------------------------------------------------------------------------------------------------------

    @takes_former("subject", "thing")
    def evidence(self, thing: str, texts: str | Path | None = None) -> Evidence:
        """The passages behind what is held of a thing, or the passage of a claim; quoted where the texts are available.

        `texts` is the folder of the source texts, by default the project's. Raises UsageError for an unknown thing, and
        DataError where a text is missing or changed.
        """
        claim = self._claim_called(text_given("thing", thing))
        answer = self.answer("claim", {"claim": claim}) if claim else self.answer("evidence", {"thing": thing})
        folder = Path(texts) if texts else self.project.texts
        at = answer.columns.index("claim")
        named = {text_of(row[at]) for row in answer.table.rows}
        return Evidence(thing, bool(claim), answer, passages(self.store, named, folder) if folder else {})

    @takes_former("subject", "thing")
    def explain(self, thing: str) -> Explanation:
        """Explain what is held of a thing, or a claim.

        The explanation of a thing has its facts and the findings behind them; that of a claim has what it says and the
        findings that it supports or contests. Raises UsageError for an unknown thing.
        """
        if claim := self._claim_called(text_given("thing", thing)):
            return explain_claim(claim, self.answer, self.sparql, self._bearing_on)
        expand = self.names.namespaces.expanded
        return explain_thing(self._iri_of(thing), self.answer, self.sparql, self._bearing_on, expand)

    def timeline(self, thing: str) -> tuple[ChartRow, ...]:
        """What happened to a thing, in order of time, as rows to draw. Raises UsageError for an unknown thing or a claim."""
        self._refuse_claim(thing)
        return timeline_rows(self._iri_of(thing), self.sparql)

    def timeline_answer(self, thing: str) -> Answer:
        """What happened to a thing or held of it, in order of time, as the answer to the stored query `timeline`.

        Raises UsageError for an unknown thing, and for a claim.
        """
        self._refuse_claim(thing)
        return self.answer("timeline", {"thing": thing})

    @takes_former("about", "thing")
    def conflicts(self, thing: str | None = None) -> tuple[Conflict, ...]:
        """The conflicts about a thing, or all conflicts. Raises UsageError for an unknown thing."""
        return conflicts_about(None if thing is None else text_given("thing", thing), self.answer)

    def diff(self, old: str | None = None, new: str | None = None, *, claims: bool = False) -> Changes:
        """What changed between two releases; see `changes_between`."""
        return changes_between(self.project, old, new, claims=claims)

    def coverage(self, texts: str | Path | None = None) -> list[Coverage]:
        """How much of each source the claims of the data files cover, and the parts that no passage covers.

        `texts` is the folder of the source texts, by default the project's. Raises UsageError where there is none.
        """
        folder = Path(texts) if texts else self.project.texts
        if folder is None:
            raise UsageError(Fault(NEEDED, fix="name their folder"))
        _, dataset = read_project(self.project)
        return cover(dataset, read_texts(present_and_missing(dataset.sources, folder)[0], folder))

    @takes_former("at", "as_of")
    def validate(self, as_of: str | date | None = None, shapes: Sequence[Path] = ()) -> CheckOutcome:
        """Validate the release, whole or as of a day. `shapes` are files that replace the project's own shapes.

        Raises UsageError for a day that cannot be read, and DataError where the release is not what it is named after.
        """
        # The validator's libraries take longer to load than a question to answer, so only this loads them.
        targets = import_module("csto_kg.check.targets")
        options = targets.CheckOptions(None if as_of is None else day_given("as_of", as_of), shapes)
        checked: CheckOutcome = targets.check_release(self.folder, self.project, ontology_of(self.project), options)
        return checked

    def _iri_of(self, thing: str) -> str:
        """The IRI of a thing by any of its names. Raises UsageError for an unknown name, with those that resemble it."""
        (parameter,) = self.stored("entity-card").parameters
        try:
            return self.names.entity(parameter, thing).value
        except ValueError as error:
            raise UsageError(Fault(str(error))) from None

    def _claim_called(self, name: str) -> str:
        """The identifier of the claim with this name, with or without `claim:`; empty where there is no such claim."""
        claim = name if name.startswith("claim:") else f"claim:{name}"
        try:
            node = ox.NamedNode(self.names.namespaces.expanded(claim))
        except ValueError:  # not an identifier, but it may be a label
            return ""
        is_there = is_claim(self.store, node)
        if not is_there and not self.policy.is_default and is_claim(open_store(Release(self.folder).store), node):
            by = f" as known by {self.policy.known_by}" if self.policy.known_by else ""
            message = f"{claim} does not count under the policy {self.policy}{by}, which leaves out its source"
            raise UsageError(Fault(message, fix="ask under a policy that counts its source"))
        return claim if is_there or name == claim else ""

    def _refuse_claim(self, thing: str) -> None:
        """Raise UsageError for the name of a claim: it has no time of its own, but speaks of things that have."""
        if claim := self._claim_called(text_given("thing", thing)):
            self.answer("claim", {"claim": claim})  # refuses an unknown claim, with those that resemble it
            raise UsageError(claim_fault(claim, self.names.namespaces.expanded(claim), self.sparql))

    # -----------------------------------------------------------------------------------------------------------
    # The graph for others
    # -----------------------------------------------------------------------------------------------------------

    def export(self, format: str = "turtle", graph: str = "findings") -> bytes:
        """A part of the release in a format, byte for byte what `csto-kg export` writes."""
        if text_given("graph", graph) not in list(Part):
            raise UsageError(Fault(f"there is no part '{graph}'", fix=f"choose one of {', '.join(Part)}"))
        return export(release_quads(self.folder), Part(graph), text_given("format", format), context_of(self.project))

    def to_rdflib(self, inferred: bool = False) -> rdflib.Graph:
        """The view as an rdflib graph; with `inferred`, the inferred triples too."""
        graph = rdflib.Graph()
        for name in (G_VIEW, *((G_INFERRED,) if inferred else ())):
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(name)):
                graph.add(to_triple(quad))
        return graph
