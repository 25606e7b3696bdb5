"""The stored queries as typed functions. Written by `csto-kg format` from the headers of the stored queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

Entity = str | Sequence[str]
Day = str | date
Text = str
A = TypeVar("A")


class Questions(Generic[A]):
    """The stored queries of a graph. A parameter that is left out has the query's default.

    Each raises UsageError for a value that does not fit. With `evidence` every row has the claims for and against it.
    A former name of a parameter is accepted with a FutureWarning.
    """

    def __init__(self, query: Callable[..., A]) -> None:
        self._query = query

    def _ask(self, name: str, evidence: bool, **values: str | date | Sequence[str] | None) -> A:
        given = {key: value for key, value in values.items() if value is not None}
        return self._query(name, evidence=evidence, **given)

    def attested_range(
        self,
        *,
        post: Entity | None = None,
        person: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Between which days is a person attested in a post?

        post: the post, as in post/csto-secretary-general; any for all; default any.
        person: the person; any for all; default any.
        A row is one person's tenure of one post: `holder`, `name`, `of`, `first`, `last`, `by`, `until`, `begins`,
        `ends`, `claims`, `dissents`, `tenure`.
        """
        return self._ask(
            "attested-range",
            evidence,
            post=post,
            person=person,
        )

    def body_hierarchy(
        self,
        *,
        organization: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which bodies does an organization have, and to whom does each answer, directly and above?

        organization: the organization; default csto.
        A row is one organ or formation: `body`, `label`, `kind`, `directly`, `above`, `claims`, `dissents`.
        """
        return self._ask(
            "body-hierarchy",
            evidence,
            organization=organization,
        )

    def chairs(
        self,
        *,
        organization: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Who chaired or presided over a body, when, and how sure is that?

        organization: the organization or organ; any for all; default any.
        A row is one state's time in the chair: `of`, `state`, `label`, `begins`, `ends`, `attested`, `told`,
        `follows`, `claims`, `dissents`, `chair`.
        """
        return self._ask(
            "chairs",
            evidence,
            organization=organization,
        )

    def changes_between(
        self,
        *,
        organization: Entity | None = None,
        role: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states joined or left an organization between two days?

        organization: the organization; default csto.
        role: the role, as in role/member; any for all; default role/member, role/observer.
        from_: the first day; default 2006-01-01.
        to: the day after the last; default 2013-01-01.
        A row is one start or end of an episode that falls, or may fall, from the first day on and before the
        second: `state`, `label`, `role`, `change`, `date`, `certainty`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "changes-between",
            evidence,
            organization=organization,
            role=role,
            from_=from_,
            to=to,
        )

    def claim(
        self,
        *,
        claim: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What does one claim say, and where does it stand?

        claim: the claim, as in claim:minsk-015; default claim:minsk-015.
        A row is the claim: `claim`, `stance`, `source`, `start`, `end`, `paraphrase`.
        """
        return self._ask(
            "claim",
            evidence,
            claim=claim,
        )

    def claims_of(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which claims are about something, do they assert, imply or deny it, and in whose voice?

        thing: the thing; default entry-into-force/cst-1.
        A row is one claim about it, or about something that is related to it: `claim`, `source`, `stance`, `voice`,
        `paraphrase`.
        """
        return self._ask(
            "claims-of",
            evidence,
            thing=thing,
        )

    def co_members(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states belonged to two bodies at one time, as members of an organization or parties to a treaty?

        first: an organization, organ or treaty; default cst.
        other: another one; default guam.
        A row is one episode of a state in the first body and one in the other that overlap, or may overlap:
        `state`, `label`, `certainty`, `begins`, `ends`, `otherBegins`, `otherEnds`, `claims`, `dissents`,
        `episode`, `otherEpisode`.
        """
        return self._ask(
            "co-members",
            evidence,
            first=first,
            other=other,
        )

    def co_members_as_of(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        date: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states belonged to two bodies on a day, as members of an organization or parties to a treaty?

        first: an organization, organ or treaty; default cst.
        other: another one; default guam.
        date: the day; default 1999-06-01.
        A row is one state with its episode in each of the two: `state`, `label`, `certainty`, `begins`, `ends`,
        `otherBegins`, `otherEnds`, `claims`, `dissents`, `episode`, `otherEpisode`.
        """
        return self._ask(
            "co-members-as-of",
            evidence,
            first=first,
            other=other,
            date=date,
        )

    def conflict_sides(
        self,
        *,
        conflict: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which claims take part in a conflict, with which value, and which side is held?

        conflict: the conflict; default conflict/cst-entry-into-force.
        A row is one claim with one value: `property`, `status`, `value`, `paraphrase`, `claim`.
        """
        return self._ask(
            "conflict-sides",
            evidence,
            conflict=conflict,
        )

    def conflicts(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        about: Entity | None = None,
    ) -> A:
        """Where do the sources disagree, how was it decided, and why?

        thing: what the conflict is about, or something that takes part in it; any for all; default any.
        about: the former name of thing.
        A row is one conflict: `conflict`, `type`, `subjects`, `property`, `claims`, `outcome`, `prefers`, `reason`.
        """
        return self._ask(
            "conflicts",
            evidence,
            thing=thing,
            about=about,
        )

    def contributors(
        self,
        *,
        organization: Entity | None = None,
        evidence: bool = False,
        recipient: Entity | None = None,
    ) -> A:
        """Who contributes to a force or an organization, and how much?

        organization: the force or organization; any for all; default force/caucasian-group, force/crdf-car,
            force/east-european-group, csto.
        recipient: the former name of organization.
        A row is one contributor, or a force or organization for which no source names one: `of`, `label`,
        `contributor`, `name`, `amount`, `unit`, `date`, `claims`, `dissents`, `thing`, `number`.
        """
        return self._ask(
            "contributors",
            evidence,
            organization=organization,
            recipient=recipient,
        )

    def days_between(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """How many days lie between two events, or between the starts of two situations?

        first: an event or situation; default joining/uzbekistan-csto-1.
        other: another one; default ratification/uzbekistan-csto-1.
        A row is the two, with the range of days that their bounds allow: `from`, `to`, `least`, `most`, `known`,
        `claims`, `dissents`, `first`, `other`.
        """
        return self._ask(
            "days-between",
            evidence,
            first=first,
            other=other,
        )

    def deployments(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which forces were sent where, by whom, when, and on what legal basis?

        A row is one deployment: `deployment`, `label`, `by`, `location`, `begins`, `ends`, `answers`, `ground`,
        `troops`, `claims`, `dissents`.
        """
        return self._ask(
            "deployments",
            evidence,
        )

    def durations(
        self,
        *,
        agent: Entity | None = None,
        body: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """How long did each episode of belonging to a body, being a party to a treaty or holding a post last?

        agent: the state, organization or person; any for all; default any.
        body: the organization, organ, treaty or post; any for all; default csto.
        A row is one episode, by the longest certain duration first: `who`, `in`, `begins`, `ends`, `shortest`,
        `longest`, `known`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "durations",
            evidence,
            agent=agent,
            body=body,
        )

    def entity_card(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        entity: Entity | None = None,
    ) -> A:
        """What does the graph hold about something, and what refers to it?

        thing: the thing, event or situation; default csto.
        entity: the former name of thing.
        A row is one statement about it (is), or one that refers to it (of): `direction`, `property`, `value`,
        `label`.
        """
        return self._ask(
            "entity-card",
            evidence,
            thing=thing,
            entity=entity,
        )

    def episodes(
        self,
        *,
        agent: Entity | None = None,
        body: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """When did a state or person belong to which bodies, and how did each episode start and end?

        agent: the state, organization or person; default uzbekistan.
        body: the organization, organ, treaty or post; any for all; default any.
        A row is one episode of membership, observer status, chairmanship, being a party to a treaty, or holding a
        post: `episode`, `kind`, `in`, `begins`, `begunBy`, `began`, `ends`, `endedBy`, `ended`, `claims`,
        `dissents`.
        """
        return self._ask(
            "episodes",
            evidence,
            agent=agent,
            body=body,
        )

    def evidence(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        subject: Entity | None = None,
    ) -> A:
        """Which passages support the findings on something, and which dissent?

        thing: the thing, event or situation; default entry-into-force/cst-1.
        subject: the former name of thing.
        A row is one claim for or against one finding: `property`, `value`, `status`, `side`, `claim`, `source`,
        `start`, `end`, `paraphrase`.
        """
        return self._ask(
            "evidence",
            evidence,
            thing=thing,
            subject=subject,
        )

    def exercises(
        self,
        *,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which exercises were held in a period, where, by whom, and in which series?

        from_: the first day; default 1991-01-01.
        to: the day after the last; default 2030-01-01.
        A row is one exercise, ordered by the earliest day on which it can have been held: `exercise`, `label`,
        `date`, `certainty`, `location`, `series`, `of`, `participants`, `claims`, `dissents`.
        """
        return self._ask(
            "exercises",
            evidence,
            from_=from_,
            to=to,
        )

    def figures(
        self,
        *,
        measure: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which numbers do the sources give, for what, and for which time?

        measure: what is measured, as in measure/personnel; any for all; default any.
        A row is one number: `of`, `measure`, `value`, `least`, `most`, `rough`, `unit`, `date`, `claims`,
        `dissents`.
        """
        return self._ask(
            "figures",
            evidence,
            measure=measure,
        )

    def figures_table(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """How many soldiers of each kind has each state, by the table of the sources?

        A row is one state: `state`, `label`, `active`, `reserve`, `paramilitary`, `total`, `sum`, `agrees`,
        `first_rate`, `second_rate`, `claims`.
        """
        return self._ask(
            "figures-table",
            evidence,
        )

    def findings_on(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        subject: Entity | None = None,
    ) -> A:
        """What are the findings on something, which claims support them, and how were disagreements decided?

        thing: the thing, event or situation; default entry-into-force/cst-1.
        subject: the former name of thing.
        A row is one finding: `property`, `value`, `status`, `reason`, `claims`, `dissents`.
        """
        return self._ask(
            "findings-on",
            evidence,
            thing=thing,
            subject=subject,
        )

    def forces(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which military formations are there, of what kind, how strong, and who contributes?

        A row is one formation: `force`, `label`, `kind`, `personnel`, `contributors`, `location`, `claims`,
        `dissents`.
        """
        return self._ask(
            "forces",
            evidence,
        )

    def gaps(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which events have no date in the sources, which situations no start or end, and which requests no answer?

        A row is one thing that is not stated: `what`, `label`, `missing`, `claims`, `dissents`.
        """
        return self._ask(
            "gaps",
            evidence,
        )

    def holders_as_of(
        self,
        *,
        post: Entity | None = None,
        date: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Who held a post on a day, as far as the sources attest it?

        post: the post, as in post/csto-secretary-general; default post/csto-secretary-general.
        date: the day; default 2018-11-08.
        A row is one person's tenure that holds on the day, or may hold; no row means no attestation, not a vacancy.
        If only one person at a time can hold the post, and one certainly held it, nobody else is listed: `person`,
        `label`, `certainty`, `begins`, `ends`, `attested`, `claims`, `dissents`, `tenure`.
        """
        return self._ask(
            "holders-as-of",
            evidence,
            post=post,
            date=date,
        )

    def instruments(
        self,
        *,
        instrument: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which instruments are there, of what kind, when were they made, and who are or were their parties?

        instrument: the instrument; any for all; default any.
        A row is one instrument; a cell is empty where no source says anything: `subject`, `label`, `kind`,
        `adopted`, `signed`, `inForce`, `registered`, `signatories`, `parties`, `regulates`, `claims`, `dissents`.
        """
        return self._ask(
            "instruments",
            evidence,
            instrument=instrument,
        )

    def instruments_between(
        self,
        *,
        organization: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which instruments link an organization with another, or belong to it alone?

        organization: the organization; default csto.
        other: another organization; any for every instrument of the first one; default sco.
        A row is one instrument: `instrument`, `label`, `dates`, `with`, `through`, `claims`, `dissents`.
        """
        return self._ask(
            "instruments-between",
            evidence,
            organization=organization,
            other=other,
        )

    def meetings(
        self,
        *,
        agent: Entity | None = None,
        evidence: bool = False,
        participant: Entity | None = None,
    ) -> A:
        """Which meetings were there, when and where, who took part and who stayed away?

        agent: who took part, called it or led it, or whose meeting it was; any for all; default any.
        participant: the former name of agent.
        A row is one meeting: `date`, `meeting`, `label`, `location`, `of`, `by`, `participants`, `absent`,
        `claims`, `dissents`.
        """
        return self._ask(
            "meetings",
            evidence,
            agent=agent,
            participant=participant,
        )

    def members_as_of(
        self,
        *,
        organization: Entity | None = None,
        date: Day | None = None,
        role: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states belong to an organization on a day, in which role, how certainly, by which claims?

        organization: the organization; default csto.
        date: the day; default 2012-06-27.
        role: member, observer or chair: role/member; any for all; default role/member.
        A row is one episode of one state's membership or observer status: `state`, `label`, `role`, `certainty`,
        `begins`, `ends`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "members-as-of",
            evidence,
            organization=organization,
            date=date,
            role=role,
        )

    def membership_history(
        self,
        *,
        agent: Entity | None = None,
        organization: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """When did a state belong to which organizations, and how did each episode start and end?

        agent: the state or organization that belongs; default uzbekistan.
        organization: the organization or organ; any for all; default csto.
        state: the former name of agent.
        A row is one episode, with what began and ended it: `organization`, `label`, `role`, `begins`, `began`,
        `ends`, `ended`, `disputed`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "membership-history",
            evidence,
            agent=agent,
            organization=organization,
            state=state,
        )

    def open_questions(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """What do the sources leave open, and why?

        A row is one conflict that is left open: `conflict`, `type`, `about`, `reason`, `claims`.
        """
        return self._ask(
            "open-questions",
            evidence,
        )

    def organs(
        self,
        *,
        organization: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which organs and formations does an organization have, what do they do, and when were they founded?

        organization: the organization; default csto.
        A row is one organ or formation of the organization, or of one of its organs or formations: `body`, `label`,
        `kind`, `of`, `since`, `does`, `parts`, `directly`, `claims`, `dissents`, `founding`.
        """
        return self._ask(
            "organs",
            evidence,
            organization=organization,
        )

    def parties_as_of(
        self,
        *,
        instrument: Entity | None = None,
        date: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states are parties to a treaty in force on a day, how certainly, by which claims?

        instrument: the treaty; default cst.
        date: the day; default 1999-06-01.
        A row is one episode of a state being a party: `state`, `label`, `certainty`, `begins`, `ends`, `claims`,
        `dissents`, `episode`.
        """
        return self._ask(
            "parties-as-of",
            evidence,
            instrument=instrument,
            date=date,
        )

    def party_changes_between(
        self,
        *,
        instrument: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states became or ceased to be parties to a treaty between two days?

        instrument: the treaty; default cst.
        from_: the first day; default 1999-01-01.
        to: the day after the last; default 2000-01-01.
        A row is one start or end of an episode that falls, or may fall, from the first day on and before the
        second: `state`, `label`, `change`, `date`, `certainty`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "party-changes-between",
            evidence,
            instrument=instrument,
            from_=from_,
            to=to,
        )

    def plans(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which plans and proposals do the sources mention, whose are they, and what are they about?

        A row is one plan, or one proposal: `plan`, `label`, `kind`, `by`, `date`, `about`, `told`, `claims`,
        `dissents`.
        """
        return self._ask(
            "plans",
            evidence,
        )

    def post_gaps(
        self,
        *,
        post: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """When do the sources not say who held a post, between two holders that they attest?

        post: the post, as in post/csto-secretary-general; any for all; default any.
        A row is one gap between the last attestation of one holder and the first of the next: `of`, `label`,
        `from`, `to`, `last`, `next`, `perhaps`, `claims`, `dissents`, `before`, `after`.
        """
        return self._ask(
            "post-gaps",
            evidence,
            post=post,
        )

    def posts(
        self,
        *,
        organization: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which posts does a body have, its organs' too, and who is attested in them?

        organization: the organization, organ or state; default csto.
        A row is one post with one person's tenure, or a post for which no source names a holder: `post`, `label`,
        `in`, `holder`, `person`, `name`, `begins`, `ends`, `claims`, `dissents`, `tenure`.
        """
        return self._ask(
            "posts",
            evidence,
            organization=organization,
        )

    def provisions(
        self,
        *,
        instrument: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What does an instrument provide, as a whole and by its articles and rules?

        instrument: the instrument; any for all; default cst.
        A row is one provision with one thing that it provides or regulates: `provision`, `number`, `of`,
        `provides`, `regulates`, `claims`, `dissents`.
        """
        return self._ask(
            "provisions",
            evidence,
            instrument=instrument,
        )

    def quarrels(
        self,
        *,
        agent: Entity | None = None,
        evidence: bool = False,
        participant: Entity | None = None,
    ) -> A:
        """Which wars, clashes, boycotts and disputes were there, between whom and when?

        agent: who took part; any for all; default any.
        participant: the former name of agent.
        A row is one armed conflict or dispute: `quarrel`, `label`, `kind`, `between`, `location`, `begins`, `ends`,
        `attested`, `claims`, `dissents`.
        """
        return self._ask(
            "quarrels",
            evidence,
            agent=agent,
            participant=participant,
        )

    def ratifications(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        of: Entity | None = None,
    ) -> A:
        """Who ratified what, and when?

        thing: the instrument or membership that was ratified; any for all; default any.
        of: the former name of thing.
        A row is one ratification: `ratification`, `by`, `ratified`, `date`, `known`, `claims`, `dissents`.
        """
        return self._ask(
            "ratifications",
            evidence,
            thing=thing,
            of=of,
        )

    def recognitions(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Who recognized whom or what, who declined to, and who is reported to have said that it would?

        A row is one recognition, one refusal, or one recognition that is only reported: `recognition`, `label`,
        `told`, `by`, `of`, `date`, `claims`, `dissents`.
        """
        return self._ask(
            "recognitions",
            evidence,
        )

    def references(
        self,
        *,
        work: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which works do the sources cite, for what, and which of them can no longer be found?

        work: the citing work; any for all; default any.
        A row is one cited work: `citing`, `cited`, `title`, `date`, `about`, `told`, `claims`, `dissents`.
        """
        return self._ask(
            "references",
            evidence,
            work=work,
        )

    def relations(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """How do two situations or events relate in time, by Allen's interval relations?

        first: a situation or event; default participation/uzbekistan-cst-1.
        other: another one; default membership/uzbekistan-guam-1.
        A row is one relation between the first and the other that their bounds allow: `subject`, `relation`,
        `object`, `certainty`, `claims`, `dissents`.
        """
        return self._ask(
            "relations",
            evidence,
            first=first,
            other=other,
        )

    def requests(
        self,
        *,
        agent: Entity | None = None,
        evidence: bool = False,
        addressee: Entity | None = None,
    ) -> A:
        """Who asked whom for what, and what came of it?

        agent: the one who was asked; any for all; default any.
        addressee: the former name of agent.
        A row is one request: `date`, `request`, `label`, `by`, `asked`, `about`, `responses`, `claims`, `dissents`.
        """
        return self._ask(
            "requests",
            evidence,
            agent=agent,
            addressee=addressee,
        )

    def search(
        self,
        *,
        text: Text | None = None,
        evidence: bool = False,
    ) -> A:
        """What has a name that contains these letters, in any language or script?

        text: letters of a name, upper or lower case; default collective security treaty.
        A row is one thing and one of its names: `thing`, `name`, `language`, `kind`, `class`.
        """
        return self._ask(
            "search",
            evidence,
            text=text,
        )

    def signatories_by(
        self,
        *,
        body: Entity | None = None,
        date: Day | None = None,
        evidence: bool = False,
        instrument: Entity | None = None,
    ) -> A:
        """Who had signed an instrument, or joined it or an organization, by a day?

        body: the instrument or organization; default cst.
        date: the day, which is included; default 1993-12-30.
        instrument: the former name of body.
        A row is one signing or joining by one agent: `agent`, `label`, `certainty`, `date`, `act`, `claims`,
        `dissents`, `event`.
        """
        return self._ask(
            "signatories-by",
            evidence,
            body=body,
            date=date,
            instrument=instrument,
        )

    def sources(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which sources is the graph made from, who wrote them, when, and how many claims rest on each?

        A row is one source: `source`, `title`, `author`, `publisher`, `published`, `claims`, `implied`, `denied`,
        `silent`.
        """
        return self._ask(
            "sources",
            evidence,
        )

    def statements(
        self,
        *,
        agent: Entity | None = None,
        evidence: bool = False,
        speaker: Entity | None = None,
    ) -> A:
        """Who is reported to have said what, on which day?

        agent: the speaker; any for all; default any.
        speaker: the former name of agent.
        A row is one statement, announcement, proposal or assessment, with one thing that was said: `date`, `by`,
        `statement`, `kind`, `about`, `says`, `claims`.
        """
        return self._ask(
            "statements",
            evidence,
            agent=agent,
            speaker=speaker,
        )

    def statements_about(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        topic: Entity | None = None,
    ) -> A:
        """What has been said about something, by whom and when?

        thing: what it is about; default csto.
        topic: the former name of thing.
        A row is one statement, announcement, proposal, request or assessment about it, with one thing that was
        said: `date`, `statement`, `label`, `by`, `kind`, `says`, `claims`, `dissents`.
        """
        return self._ask(
            "statements-about",
            evidence,
            thing=thing,
            topic=topic,
        )

    def timeline(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        subject: Entity | None = None,
    ) -> A:
        """What happened to something, or with its part in it, in order of time?

        thing: the state, organization, person, place, instrument or topic; default uzbekistan.
        subject: the former name of thing.
        A row is one event or situation that it takes part in: `first`, `what`, `label`, `role`, `date`, `begins`,
        `ends`, `claims`, `dissents`.
        """
        return self._ask(
            "timeline",
            evidence,
            thing=thing,
            subject=subject,
        )

    def treaty_status(
        self,
        *,
        instrument: Entity | None = None,
        date: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """What was the status of an instrument on a day, and what do the sources leave out?

        instrument: the instrument; default cst.
        date: the day; default 1994-06-01.
        A row is one stage in the life of an instrument, from its adoption to its end: `status`, `certainty`,
        `dates`, `because`, `claims`, `dissents`.
        """
        return self._ask(
            "treaty-status",
            evidence,
            instrument=instrument,
            date=date,
        )

    def treaty_timeline(
        self,
        *,
        instrument: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What happened to an instrument, in order?

        instrument: the instrument; default cst.
        A row is one event of the instrument, ordered by the earliest day on which it can have happened: `date`,
        `event`, `kind`, `agent`, `claims`, `dissents`.
        """
        return self._ask(
            "treaty-timeline",
            evidence,
            instrument=instrument,
        )

    def unbroken_members(
        self,
        *,
        body: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Which states belonged to an organization or treaty without a break from one day to another?

        body: the organization, organ or treaty; default csto.
        from_: the first day; default 2003-01-01.
        to: the day after the last; default 2022-01-01.
        A row is one episode that covers, or may cover, the whole period: `state`, `label`, `certainty`, `begins`,
        `ends`, `claims`, `dissents`, `episode`.
        """
        return self._ask(
            "unbroken-members",
            evidence,
            body=body,
            from_=from_,
            to=to,
        )

    def unknown_ends(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which situations have an end that no source gives, and when are they last attested?

        A row is one situation whose end is unknown: `situation`, `class`, `begins`, `attested`.
        """
        return self._ask(
            "unknown-ends",
            evidence,
        )

    def what_a_source_says(
        self,
        *,
        source: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What does a source say, passage by passage?

        source: the source, as in source:minsk-dialogue-2021; default source:minsk-dialogue-2021.
        A row is one claim, in the order of the text: `claim`, `start`, `end`, `stance`, `paraphrase`.
        """
        return self._ask(
            "what-a-source-says",
            evidence,
            source=source,
        )
