"""The stored queries as typed functions. Written by `csto-kg format` from the headers of the stored queries."""

from __future__ import annotations

import functools
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

    def __getattr__(self, name: str) -> Callable[..., A]:
        """A stored query of the project's own: `graph.ask.my_query()` asks `my-query`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(self._query, name.replace("_", "-"))

    def attested_range(
        self,
        *,
        post: Entity | None = None,
        person: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Between which days is a person attested in a post?

        post: the post, by its name or identifier; any for all; default any.
        person: the person; any for all; default any.
        A row is one person's tenure of one post. Its columns:
        `holder`: the person
        `name`: their name
        `of`: the post
        `first`: the earliest attestation, in EDTF; empty where sources give only the start or the end
        `last`: the latest attestation, in EDTF
        `by`: the day by which the tenure had certainly started; unknown if none
        `until`: the first day on which it may no longer have held; unknown if none
        `begins`: when it began, as far as sources say; a range where it is only attested
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        `tenure`: the tenure
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

        organization: the organization; the default is the project's.
        A row is one organ or formation. Its columns:
        `body`: the organ or formation
        `label`: its name
        `kind`: what the sources call it
        `directly`: the body it is accountable to
        `above`: the bodies above that one, by inference
        `claims`: the claims on it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
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
        agent: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Who chaired or presided over a body, when, and how sure is that?

        organization: the organization or organ; any for all; default any.
        agent: the state; any for all; default any.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        state: the former name of agent.
        A row is one state's time in the chair. Its columns:
        `of`: the organization or organ
        `state`: the state
        `label`: its name
        `certainty`: certain if it held on a day of the period, otherwise possible
        `presumed`: whether it held then if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when it took the chair; a range where it is only attested
        `ends`: the first day on which it no longer had the chair; open if it goes on, unknown if neither a source
            nor order gives it
        `attested`: times at which sources attest it
        `told`: what the sources give: begin and end, begin, end, attested only, or undated
        `follows`: the time in the chair that came before, where a source says so
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `conflicts`: the conflicts about it, left open or decided
        `differ_on`: what the claims differ on, as the start or the end
        `chair`: the chairmanship
        """
        return self._ask(
            "chairs",
            evidence,
            organization=organization,
            agent=agent,
            from_=from_,
            to=to,
            state=state,
        )

    def changes_between(
        self,
        *,
        organization: Entity | None = None,
        role: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        change: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states joined or left an organization between two days?

        organization: the organization; the default is the project's.
        role: the role, as in role/member; any for all; default role/member, role/observer.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        change: what changed: begins or joined, ends or left, founded where it began so, suspended where it ended
            so; any for all; default any.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one start or end of an episode that falls, or may fall, from the first day on and before the
        second. Its columns:
        `state`: the state
        `label`: its name
        `role`: the role that begins or ends
        `change`: begins or ends
        `date`: when, in EDTF
        `certainty`: certain if it falls wholly within the period, otherwise possible
        `claims`: the claims that support it, or the day of its start or end
        `dissents`: the claims that dissent from it, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
        `episode`: the episode
        """
        return self._ask(
            "changes-between",
            evidence,
            organization=organization,
            role=role,
            from_=from_,
            to=to,
            change=change,
            agent=agent,
            state=state,
        )

    def claim(
        self,
        *,
        claim: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What does one claim say, and where does it stand?

        claim: the claim, as in claim:annals-1; the default is the project's.
        A row is the claim. Its columns:
        `claim`: the claim
        `stance`: asserts, denies or implies
        `source`: the source
        `start`: the first code point of the passage
        `end`: the code point after its last
        `paraphrase`: what the passage says, in the project's words
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

        thing: the thing; the default is the project's.
        A row is one claim about it, or about something that belongs to it or involves it. Its columns:
        `claim`: the claim
        `source`: its source
        `stance`: asserts, implies or denies
        `voice`: own for the source’s own voice, reported for reported speech
        `paraphrase`: what the passage says, in the project’s words
        `about`: what the claim speaks of, as far as it belongs to the thing or involves it
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

        first: one organization, organ or treaty; the default is the project's.
        other: another one, to compare it with; the default is the project's.
        A row is one episode of a state in each of the two bodies that overlap, or may overlap; exact, by the bounds
        and the order of the two. Its columns:
        `state`: the state
        `label`: its name
        `certainty`: certain; possible; or unknown, where it depends on an unknown end
        `begins`: when it joined the body asked as `first`
        `ends`: the first day on which it no longer belonged to it; open if it goes on, unknown if neither a source
            nor order gives it
        `otherBegins`: when it joined the body asked as `other`
        `otherEnds`: the first day on which it no longer belonged to that body
        `claims`: the claims that support either, or the day of its start or end
        `dissents`: the claims that dissent from either, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
        `episode`: the episode in the body asked as `first`
        `otherEpisode`: the episode in the body asked as `other`
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
        unattested: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states belonged to two bodies on a day, as members of an organization or parties to a treaty?

        first: one organization, organ or treaty; the default is the project's.
        other: another one, to compare it with; the default is the project's.
        date: the day; by default the last day for which the sources attest anything.
        unattested: yes to list also what is attested only later and can have started at any time before; default
            no.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one state with its episode in each of the two, where the day lies in both, or may; which is exact.
        Its columns:
        `state`: the state
        `label`: its name
        `certainty`: certain if both are; not attested yet if either is; unknown if either is, which is past its
            last attestation with an unknown end, or undated; otherwise possible
        `presumed`: whether both held if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when it joined the body asked as `first`
        `ends`: the first day on which it no longer belonged to it; open if it goes on, unknown if neither a source
            nor order gives it
        `otherBegins`: when it joined the body asked as `other`
        `otherEnds`: the first day on which it no longer belonged to that body
        `claims`: the claims for either on that day
        `dissents`: the claims against either on that day
        `differ_on`: what the claims differ on at any time, as the start or the end
        `episode`: the episode in the body asked as `first`
        `otherEpisode`: the episode in the body asked as `other`
        """
        return self._ask(
            "co-members-as-of",
            evidence,
            first=first,
            other=other,
            date=date,
            unattested=unattested,
            agent=agent,
            state=state,
        )

    def conflict_sides(
        self,
        *,
        conflict: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which claims take part in a conflict, with which value, and which side is held?

        conflict: the conflict; the default is the project's.
        A row is one claim with one value. Its columns:
        `property`: the property on which the claim takes a side, where the conflict is about values
        `status`: held, open (nothing was chosen) or rejected; in a terminology conflict preferred, not preferred,
            or the outcome where no side was preferred
        `value`: the value it gives
        `paraphrase`: what its passage says, in the project's words
        `claim`: the claim
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

        thing: what the conflict is about, or what its subjects belong to or involve; or the conflict itself; any
            for all; default any.
        about: the former name of thing.
        A row is one conflict. Its columns:
        `conflict`: the conflict
        `label`: the question that the sides answer differently
        `type`: what kind of disagreement it is
        `meaning`: what this type means
        `subjects`: what it is about
        `property`: the property whose values disagree, where the build found the conflict
        `claims`: the claims that take sides
        `outcome`: how it was decided: preferred, for one side; open, left open; or both, both can be right
        `prefers`: the claims of the preferred side
        `reason`: the reason for the decision
        """
        return self._ask(
            "conflicts",
            evidence,
            thing=thing,
            about=about,
        )

    def days_between(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """How many days lie between two events, or between the starts of two situations?

        first: one event or situation; the default is the project's.
        other: another one, to compare it with; the default is the project's.
        A row is the two, with the range of days that their bounds and the order of the two allow, which is exact.
        Its columns:
        `from`: when the event asked as `first` happened, or the situation started, in EDTF
        `to`: the same for `other`
        `least`: the least number of days from `first` to `other`; negative if `other` may have come earlier; empty
            if nothing bounds it
        `most`: the greatest number of days, in the same way
        `known`: exactly; between, least and most; or no bound
        `claims`: the claims that support either, or the day of its start or end
        `dissents`: the claims that dissent from either, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
        `first`: the event or situation asked as `first`
        `other`: the one asked as `other`
        """
        return self._ask(
            "days-between",
            evidence,
            first=first,
            other=other,
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
        body: the organization, organ, treaty or post; any for all; the default is the project's.
        A row is one episode, by the longest certain duration first. Its columns:
        `who`: who belonged, was a party or held the post
        `in`: the body; for a post also the post
        `begins`: when it began
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `shortest`: the least number of days it lasted; where the end is unknown, the days over which it is attested
        `longest`: the greatest number of days it can have lasted; empty where nothing bounds it
        `known`: exactly; between, the shortest and the longest; or no bound, where nothing bounds the longest
        `claims`: the claims that support it, or the day of its start or end
        `dissents`: the claims that dissent from it, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
        `episode`: the episode
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

        thing: the thing, event or situation; the default is the project's.
        entity: the former name of thing.
        A row is one statement about it (is), or one that refers to it (of). Its columns:
        `direction`: is (from it) or of (to it)
        `property`: the property
        `value`: the value, or what refers to it
        `label`: its label, where it has one
        `standing`: held, or only reported where no source asserts that there is such a thing or such a value
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

        agent: the state, organization or person; the default is the project's.
        body: the organization, organ, treaty or post; any for all; default any.
        A row is one episode of membership, observer status, chairmanship, being a party to a treaty, or holding a
        post. Its columns:
        `episode`: the episode
        `kind`: its class
        `in`: the body; for a post also the post
        `begins`: when it began
        `begunBy`: the events that began it, where a source says so
        `began`: what kinds of event they are
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `endedBy`: the events that ended it, where a source says so
        `ended`: what kinds of event they are, by the findings that are held
        `last`: the latest time at which a source attests it
        `conditions`: what held of it, such as that it was frozen or in name only, as sources say
        `claims`: the claims that support it, or the day of its start or end
        `dissents`: the claims that dissent from it, or from one of these days
        `conflicts`: the conflicts about it, or about what started or ended it, open or decided
        `differ_on`: what the claims differ on, as the start or the end
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

        thing: the thing, event or situation; the default is the project's.
        subject: the former name of thing.
        A row is one claim for or against one finding. Its columns:
        `property`: the property
        `value`: the value
        `status`: held, open (nothing was chosen) or rejected
        `side`: for; fits, where the claim gives a less precise value; or against
        `claim`: the claim
        `source`: the source
        `start`: the first code point of the passage
        `end`: the code point after its last
        `paraphrase`: what the passage says, in the project's words
        """
        return self._ask(
            "evidence",
            evidence,
            thing=thing,
            subject=subject,
        )

    def figures(
        self,
        *,
        measure: Entity | None = None,
        thing: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which numbers do the sources give, for what, and for which time?

        measure: what is measured, as in measure/personnel; any for all; default any.
        thing: what the number measures, or the thing that this belongs to or involves; any for all; default any.
        A row is one number. Its columns:
        `of`: what it is a number of
        `measure`: what is measured
        `value`: the number
        `least`: what it reaches or exceeds
        `most`: what it does not exceed
        `rough`: true where the source marks it as rough
        `unit`: the unit
        `date`: the time it holds for, in EDTF
        `claims`: the claims that give this number
        `dissents`: the claims that give another number
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "figures",
            evidence,
            measure=measure,
            thing=thing,
        )

    def findings_on(
        self,
        *,
        thing: Entity | None = None,
        evidence: bool = False,
        subject: Entity | None = None,
    ) -> A:
        """What are the findings on something, which claims support them, and how were disagreements decided?

        thing: the thing, event or situation; the default is the project's.
        subject: the former name of thing.
        A row is one finding, or one value that is only reported. Its columns:
        `property`: the property
        `value`: the value
        `status`: held, open (nothing was chosen) or rejected; empty where nothing was weighed
        `reason`: the reason for the decision, where there was a conflict
        `standing`: weighed, or only reported where the thing or the value stands in reported speech alone
        `claims`: the claims for it, with a value that is as precise; where it is only reported, those that report
            the thing
        `fitting`: the claims with a less precise value, which this one fits
        `dissents`: the claims against it
        """
        return self._ask(
            "findings-on",
            evidence,
            thing=thing,
            subject=subject,
        )

    def gaps(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which events have no date in the sources, which situations no start or end, and which requests no answer?

        A row is one thing that is not stated, and that order does not settle to the day either. Its columns:
        `what`: the event, situation or request
        `label`: what it is called
        `missing`: what no source gives: date, begin (the start), end or response
        `known`: the days that attestations and the order of things leave, in EDTF; unknown where they leave all
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
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
        person: Entity | None = None,
        unattested: Text | None = None,
        evidence: bool = False,
    ) -> A:
        """Who held a post on a day, as far as the sources attest it?

        post: the post, by its name or identifier; the default is the project's.
        date: the day; by default the last day for which the sources attest anything.
        person: the person; any for all; default any.
        unattested: yes to list also what is attested only later and can have started at any time before; default
            no.
        A row is one person's tenure that holds on the day, or may hold; no row means no attestation, not a vacancy.
        If only one person at a time can hold the post, and one certainly held it, nobody else is listed. Its
        columns:
        `person`: the person
        `label`: their name
        `certainty`: certain; possible; unknown, where the day is after the last attestation and the end is unknown,
            or nothing dates it; or not attested yet
        `attested_only`: later where it is attested only after the day, earlier where only before; empty where on
            the day, or never
        `presumed`: whether it held if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when the tenure began; a range where it is only attested
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `attested`: the days on which sources attest it
        `claims`: the claims for it on that day
        `dissents`: the claims against it on that day
        `conflicts`: the conflicts about it, left open or decided
        `differ_on`: what the claims differ on at any time, as the start or the end
        `tenure`: the tenure
        """
        return self._ask(
            "holders-as-of",
            evidence,
            post=post,
            date=date,
            person=person,
            unattested=unattested,
        )

    def instruments(
        self,
        *,
        instrument: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which instruments are there, of what kind, when were they made, and who are or were their parties?

        instrument: the instrument; any for all; default any.
        A row is one instrument; a cell is empty where no source says anything. Its columns:
        `subject`: the instrument
        `label`: its name
        `kind`: its class, and what the sources call it
        `adopted`: when it was adopted or approved, in EDTF; unknown where the sources give no date
        `signed`: the days on which it was signed
        `inForce`: since when it is or was in force
        `registered`: when it was registered
        `signatories`: who signed it, where a source says so
        `parties`: who is or was a party, where a source says so
        `regulates`: what it regulates
        `claims`: the claims on it and on its adoption, signing, being in force and registration
        `dissents`: the claims that dissent from these
        `differ_on`: what the claims differ on, as the start or the end
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

        organization: the organization; the default is the project's.
        other: another organization; any for all instruments of `organization`; the default is the project's.
        A row is one instrument. Its columns:
        `instrument`: the instrument
        `label`: its name
        `dates`: the days of its signing, adoption or approval, where a source says so; unknown where undated
        `with`: everyone whom it links, with the organizations whose organs they are
        `through`: the acts and kinds of cooperation by which it links them
        `claims`: the claims on it and on these
        `dissents`: the claims that dissent from them
        `differ_on`: what the claims differ on, as the start or the end
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
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
        participant: Entity | None = None,
    ) -> A:
        """Which meetings were there, when and where, who took part and who stayed away?

        agent: the state, organization, organ or person that took part, called it or led it, or whose meeting it
            was; any for all; default any.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        participant: the former name of agent.
        A row is one meeting, or one that is only reported, as an announced one. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `certainty`: certain if it falls wholly within the period, otherwise possible
        `meeting`: the meeting
        `label`: what it is called
        `location`: where, if a source says so
        `of`: whose meeting it was, if a source says so
        `by`: who called or led it, if a source says so
        `participants`: who took part, as far as sources say
        `absent`: who stayed away, as far as sources say
        `standing`: held, or only reported where no source asserts that there is such a thing
        `claims`: the claims that support it, or report it where it is only reported
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "meetings",
            evidence,
            agent=agent,
            from_=from_,
            to=to,
            participant=participant,
        )

    def members_as_of(
        self,
        *,
        organization: Entity | None = None,
        date: Day | None = None,
        role: Entity | None = None,
        unattested: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states belong to an organization on a day, in which role, how certainly, by which claims?

        organization: the organization; the default is the project's.
        date: the day; by default the last day for which the sources attest anything.
        role: member, observer or chair: role/member; any for all; default role/member.
        unattested: yes to list also what is attested only later and can have started at any time before; default
            no.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one episode of one state's membership, observer status or chairmanship. Its columns:
        `state`: the state
        `label`: its name
        `role`: the role
        `certainty`: certain; possible; unknown, where the day is after the last attestation and the end is unknown,
            or nothing dates it; or not attested yet
        `presumed`: whether it held if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when it began
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `conditions`: what held of it at a time that may be that day, such as that it was frozen or in name only
        `claims`: the claims for it on that day
        `dissents`: the claims against it on that day
        `conflicts`: the conflicts about it, or about what started or ended it, left open or decided
        `differ_on`: what the claims differ on at any time, as the start or the end
        `episode`: the episode
        """
        return self._ask(
            "members-as-of",
            evidence,
            organization=organization,
            date=date,
            role=role,
            unattested=unattested,
            agent=agent,
            state=state,
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

        agent: the state or organization that belongs; the default is the project's.
        organization: the organization or organ; any for all; the default is the project's.
        state: the former name of agent.
        A row is one episode, with what began and ended it. Its columns:
        `organization`: the organization
        `label`: its name
        `role`: the role
        `begins`: when it began
        `began`: what kinds of event began it
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `ended`: what kinds of event ended it, by the findings that are held
        `disputed`: the kinds of event that some claims name instead
        `last`: the latest time at which a source attests it
        `conditions`: what held of it, such as that it was frozen or in name only, as sources say
        `claims`: the claims that support it, or the day of its start or end
        `dissents`: the claims that dissent from it, or from one of these days
        `conflicts`: the conflicts about it, or about what started or ended it, open or decided
        `differ_on`: what the claims differ on, as the start or the end
        `episode`: the episode
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
        thing: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """What do the sources leave open, and why?

        thing: the thing that the conflict is about, or that its subjects belong to or involve; any for all; default
            any.
        A row is one conflict that is left open. Its columns:
        `conflict`: the conflict
        `label`: the question that the sides answer differently
        `type`: its type
        `about`: what it is about
        `reason`: why it is left open
        `claims`: the claims that disagree
        """
        return self._ask(
            "open-questions",
            evidence,
            thing=thing,
        )

    def organs(
        self,
        *,
        organization: Entity | None = None,
        body: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Which organs and formations does an organization have, what do they do, and when were they founded?

        organization: the organization; the default is the project's.
        body: the organ or formation; any for all; default any.
        A row is one organ or formation of the organization, or of one of its organs or formations. Its columns:
        `body`: the organ or formation
        `label`: its name
        `kind`: what the sources call it
        `of`: what it is a part of, as far as sources say
        `since`: when it was founded, in EDTF; not stated where no source says so
        `since_claims`: the claims that state when it was founded
        `does`: its tasks and responsibilities, where a source says so
        `parts`: what it is made of and who contributes to it, where a source says so
        `directly`: the body it is accountable to, where a source says so
        `claims`: the claims on it and on its founding
        `dissents`: the claims that dissent from them
        `conflicts`: the conflicts about it or its founding, left open or decided
        `differ_on`: what the claims differ on, as the start or the end
        `founding`: the event by which it was founded, where a source says so
        """
        return self._ask(
            "organs",
            evidence,
            organization=organization,
            body=body,
        )

    def parties_as_of(
        self,
        *,
        instrument: Entity | None = None,
        date: Day | None = None,
        unattested: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states are parties to a treaty in force on a day, how certainly, by which claims?

        instrument: the treaty; the default is the project's.
        date: the day; by default the last day for which the sources attest anything.
        unattested: yes to list also what is attested only later and can have started at any time before; default
            no.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one episode of a state being a party. Its columns:
        `state`: the state
        `label`: its name
        `certainty`: certain; possible; unknown, where the day is after the last attestation and the end is unknown,
            or nothing dates it; or not attested yet
        `presumed`: whether it held if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when it became a party (the later of its joining and the entry into force)
        `ends`: the first day on which it was no longer a party; open if it goes on, unknown if neither a source nor
            order gives it
        `claims`: the claims for it on that day
        `dissents`: the claims against it on that day
        `conflicts`: the conflicts about it, or about what started or ended it, left open or decided
        `differ_on`: what the claims differ on at any time, as the start or the end
        `episode`: the episode
        """
        return self._ask(
            "parties-as-of",
            evidence,
            instrument=instrument,
            date=date,
            unattested=unattested,
            agent=agent,
            state=state,
        )

    def party_changes_between(
        self,
        *,
        instrument: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        change: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states became or ceased to be parties to a treaty between two days?

        instrument: the treaty; the default is the project's.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        change: what changed: begins or joined, ends or left, founded where it began so, suspended where it ended
            so; any for all; default any.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one start or end of an episode that falls, or may fall, from the first day on and before the
        second. Its columns:
        `state`: the state
        `label`: its name
        `change`: begins or ends
        `date`: when, in EDTF
        `certainty`: certain if it falls wholly within the period, otherwise possible
        `claims`: the claims that support it, or the day of its start or end
        `dissents`: the claims that dissent from it, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
        `episode`: the episode
        """
        return self._ask(
            "party-changes-between",
            evidence,
            instrument=instrument,
            from_=from_,
            to=to,
            change=change,
            agent=agent,
            state=state,
        )

    def plans(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which plans and proposals do the sources mention, whose are they, and what are they about?

        A row is one plan, or one proposal, held or only reported. Its columns:
        `plan`: the plan or proposal
        `label`: what it is called
        `kind`: Plan or Proposal
        `by`: whose it is, as far as sources say
        `date`: when it was made, for a proposal, in EDTF; unknown if neither a source nor order gives it
        `about`: what it is about
        `only_reported`: what it speaks of that no source asserts, such as the joining of a state that is proposed
        `told`: what the sources say about it, in the project’s words
        `standing`: held, or only reported where no source asserts that there is such a thing
        `claims`: the claims that support it, or mention or report it where it is only mentioned or reported
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
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

        post: the post, by its name or identifier; any for all; default any.
        A row is one gap between the last attestation of one holder and the first of the next. Its columns:
        `of`: the post
        `label`: its name
        `from`: the first day on which nobody certainly held it
        `to`: the day by which somebody certainly held it again
        `last`: who is attested before
        `next`: who is attested after
        `perhaps`: who may have held it in between, these two included
        `claims`: the claims on the tenures before and after
        `dissents`: the claims that dissent from them
        `differ_on`: what the claims differ on, as the start or the end
        `before`: the tenure before
        `after`: the tenure after
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

        organization: the organization, organ or state; the default is the project's.
        A row is one post with one person's tenure, or a post for which no source names a holder. Its columns:
        `post`: the post
        `label`: its name
        `in`: the body to which it belongs
        `holder`: `told` where a source names the holder, otherwise `not stated`
        `person`: the person
        `name`: their name
        `begins`: when the tenure began; a range where it is only attested
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `claims`: the claims on the tenure, or on the post where it has no holder
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        `tenure`: the tenure
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

        instrument: the instrument; any for all; the default is the project's.
        A row is one provision with one thing that it provides or regulates. Its columns:
        `provision`: the article or rule; the instrument itself for what it provides as a whole
        `number`: the number of the article or rule
        `of`: the instrument
        `provides`: what it lays down, in the project's words
        `regulates`: what it regulates
        `claims`: the claims that say so, or mention the provision where it is only mentioned
        `dissents`: the claims that dissent from that
        `conflicts`: the conflicts about the provision, left open or decided
        `differ_on`: the word provision, where claims differ on it
        """
        return self._ask(
            "provisions",
            evidence,
            instrument=instrument,
        )

    def ratifications(
        self,
        *,
        thing: Entity | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        of: Entity | None = None,
        state: Entity | None = None,
    ) -> A:
        """Who ratified what, and when?

        thing: the instrument or membership that was ratified; any for all; default any.
        agent: who ratified; any for all; default any.
        of: the former name of thing.
        state: the former name of agent.
        A row is one ratification. Its columns:
        `ratification`: the ratification
        `by`: who ratified; empty where no source says so
        `ratified`: what was ratified
        `date`: when, in EDTF; not stated where no source says so
        `known`: `told`, or `only mentioned` where a claim about something else refers to it
        `claims`: the claims that support it, or mention it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "ratifications",
            evidence,
            thing=thing,
            agent=agent,
            of=of,
            state=state,
        )

    def recognitions(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Who recognized whom or what, who declined to, and who is reported to have said that it would?

        A row is one recognition, one refusal, one recognition that a source says there was not, or one that is only
        reported. Its columns:
        `recognition`: the recognition or refusal
        `label`: what it is called
        `told`: held; refused; denied, where a source says that there was none; or reported, where only somebody is
            reported to speak of it
        `by`: who recognized it, or refused to
        `of`: what or whom it is a recognition of
        `date`: when, in EDTF; empty where it is denied or only reported
        `reported_in`: the statements that speak of it, where it is only reported
        `claims`: the claims that support it, or report it where it is only reported
        `conflicts`: the conflicts about it, left open or decided
        `dissents`: the claims that dissent from it, or deny it
        `differ_on`: what the claims differ on, as the start or the end
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
        A row is one cited work. Its columns:
        `citing`: the citing work
        `cited`: the cited work
        `title`: its title, where the source gives one
        `date`: its date, in EDTF; unknown if neither a source nor order gives it
        `about`: what it is cited for
        `kind`: what it is called where it can no longer be found, such as a note without text or a dead link
        `told`: one note on it, such as its page, its archive or that its link is dead; the alphabetically first of
            several
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "references",
            evidence,
            work=work,
        )

    def refusals(
        self,
        *,
        agent: Entity | None = None,
        thing: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
    ) -> A:
        """Who refused to do what, and what was called off, and when?

        agent: the state or person that refused; any for all; default any.
        thing: what was refused or called off, or what this belongs to; any for all; default any.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        A row is one refusal, or one cancellation or postponement. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `certainty`: certain if it falls within the period, otherwise possible
        `refusal`: the refusal or cancellation
        `label`: what it is called
        `kind`: Refusal or Cancellation
        `by`: who refused or called off, as far as sources say
        `of`: what was refused or called off, as far as sources say
        `claims`: the claims that support it
        `conflicts`: the conflicts about it, open or decided
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the day
        """
        return self._ask(
            "refusals",
            evidence,
            agent=agent,
            thing=thing,
            from_=from_,
            to=to,
        )

    def relations(
        self,
        *,
        first: Entity | None = None,
        other: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """How do two situations or events relate in time, by Allen's interval relations?

        first: one situation or event; the default is the project's.
        other: another one, to compare it with; the default is the project's.
        A row is one relation between the two that their bounds and their order allow. Its columns:
        `subject`: the situation or event asked as `first`
        `relation`: before, meets, overlaps, starts, during, finishes, equals, finished by, contains, started by,
            overlapped by, met by or after
        `object`: the one asked as `other`
        `certainty`: certain where it is the only one allowed, otherwise possible; relations that are not listed are
            excluded. Between two events this is exact; where a situation takes part, any two of the points can
            stand as listed; in rare cases not all of them at once
        `claims`: the claims that support either, or the day of its start or end
        `dissents`: the claims that dissent from either, or from one of these days
        `differ_on`: what the claims differ on, as the start or the end
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
        from_: Day | None = None,
        to: Day | None = None,
        asker: Entity | None = None,
        evidence: bool = False,
        addressee: Entity | None = None,
    ) -> A:
        """Who asked whom for what, and what came of it?

        agent: the one who was asked; any for all; default any.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        asker: who asked; any for all; default any.
        addressee: the former name of agent.
        A row is one request, or one that is only reported. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `certainty`: certain if it falls wholly within the period, otherwise possible
        `request`: the request
        `label`: what it is called
        `by`: who asked, as far as sources say
        `asked`: who was asked, as far as sources say
        `about`: what it was about
        `responses`: the responses to it, and a silence where a source says that there was none
        `only_reported`: the responses of which no source asserts that there were such, but reports somebody to say
            so
        `reported_in`: the statements that speak of it or of its response, where only reports of that side know of
            it
        `standing`: held, or only reported where no source asserts that there is such a thing
        `claims`: the claims that support it, or report it where it is only reported
        `conflicts`: the conflicts about it, left open or decided
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "requests",
            evidence,
            agent=agent,
            from_=from_,
            to=to,
            asker=asker,
            addressee=addressee,
        )

    def rules(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """By which rules on time are days derived, on what ground, and how many bounds does each give?

        A row is one rule. Its columns:
        `rule`: the rule
        `label`: what it says in short
        `kind`: strict, by the meaning of words or by law; or assumption, which usually holds
        `definition`: what it says
        `ground`: why it holds
        `example`: a case of it
        `counterExample`: a case that it must not touch
        `bounds`: how many bounds have it as their last step
        """
        return self._ask(
            "rules",
            evidence,
        )

    def search(
        self,
        *,
        text: Text | None = None,
        evidence: bool = False,
    ) -> A:
        """What has a name that contains these letters, in any language or script?

        text: letters of a name, upper or lower case; default union.
        A row is one thing and one of its names. Its columns:
        `thing`: the thing
        `name`: the name
        `language`: its language
        `kind`: label, or another name or code
        `class`: its classes
        """
        return self._ask(
            "search",
            evidence,
            text=text,
        )

    def self_contradictions(
        self,
        *,
        source: Entity | None = None,
        evidence: bool = False,
    ) -> A:
        """Where does a source contradict itself, how was it decided, and why?

        source: the source, as in source:annals; any for all; default any.
        A row is one source and one conflict in which at least two of its claims take part. Its columns:
        `source`: the source
        `conflict`: the conflict
        `label`: the question that the claims answer differently
        `contradiction`: certain, where the decision prefers one claim of the source to another, or all claims of
            the conflict are its own; possible, where other sources take part and the decision takes no side
        `claims`: the claims of the source that take part
        `preferred`: those of them that the decision prefers
        `outcome`: how it was decided: preferred, for one side; open, left open; or both, both can be right
        `reason`: the reason for the decision
        """
        return self._ask(
            "self-contradictions",
            evidence,
            source=source,
        )

    def signatories_by(
        self,
        *,
        body: Entity | None = None,
        date: Day | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        instrument: Entity | None = None,
        state: Entity | None = None,
    ) -> A:
        """Who had signed an instrument, or joined it or an organization, by a day?

        body: the instrument or organization; the default is the project's.
        date: the day, which is included; by default the last day for which the sources attest anything.
        agent: who signed or joined; any for all; default any.
        instrument: the former name of body.
        state: the former name of agent.
        A row is one signing or joining by one agent. Its columns:
        `agent`: who signed or joined; empty where the source does not name the signatories
        `label`: the agent's name
        `certainty`: certain, possible, or unknown, which means that it happened, and nothing states when
        `presumed`: whether it had happened if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `act`: the classes of the event
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        `event`: the event
        """
        return self._ask(
            "signatories-by",
            evidence,
            body=body,
            date=date,
            agent=agent,
            instrument=instrument,
            state=state,
        )

    def sources(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Which sources is the graph made from, who wrote them, when, and how many claims rest on each?

        A row is one source. Its columns:
        `source`: the source
        `title`: its title
        `author`: its author, if it names one
        `publisher`: its publisher, if a source says so
        `published`: when it was published, in EDTF
        `claims`: how many claims rest on it
        `implied`: how many of these it only implies
        `denied`: how many deny something
        `silent`: how many passages of it hold nothing to claim
        """
        return self._ask(
            "sources",
            evidence,
        )

    def statements(
        self,
        *,
        agent: Entity | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
        speaker: Entity | None = None,
    ) -> A:
        """Who is reported to have said what, on which day?

        agent: the speaker; any for all; default any.
        from_: the first day; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        speaker: the former name of agent.
        A row is one statement, announcement, proposal or assessment, with one thing that was said; held or only
        reported. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `certainty`: certain if it falls wholly within the period, otherwise possible
        `by`: the speakers, as far as sources say
        `statement`: the statement
        `kind`: the classes of the statement
        `about`: what it is about
        `only_reported`: what it speaks of that no source asserts, such as a debate that it announces
        `says`: what was said, how, or the reason given, in the project's words
        `details`: of a work that is cited, what the citation says of it, such as where it appeared, when it was
            looked up, or that a web address is announced and none given
        `standing`: held; only reported where no source asserts that there is such a thing; only cited for a work of
            which no source says what stands in it
        `claims`: the claims that report it
        """
        return self._ask(
            "statements",
            evidence,
            agent=agent,
            from_=from_,
            to=to,
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

        thing: what it is about, itself or in what belongs to it or involves it; the default is the project's.
        topic: the former name of thing.
        A row is one statement, announcement, proposal, request or assessment about it, with one thing that was
        said; held or only reported. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `statement`: the statement
        `label`: what it is called
        `by`: the speaker, as far as sources say
        `kind`: the classes of the statement
        `about`: what it speaks of
        `only_reported`: what it speaks of that no source asserts, such as a debate that it announces
        `says`: what was said, how, or the reason given, in the project’s words
        `details`: of a work that is cited, what the citation says of it, such as where it appeared, when it was
            looked up, or that a web address is announced and none given
        `standing`: held; only reported where no source asserts that there is such a thing; only cited for a work of
            which no source says what stands in it
        `claims`: the claims that support it, or report it where it is only reported
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
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
        from_: Day | None = None,
        to: Day | None = None,
        evidence: bool = False,
        subject: Entity | None = None,
    ) -> A:
        """What happened to something, or with its part in it, in order of time?

        thing: the state, organization, person, place, instrument or topic; the default is the project's.
        from_: the first day; what has no first or no last possible day is in no period; default 0001-01-01.
        to: the day after the last; default 9999-12-31.
        subject: the former name of thing.
        A row is one event or situation that belongs to it, involves it or refers to it. Its columns:
        `first`: the first day on which it can have happened or started; 0001-01-01, shown as unknown, where nothing
            bounds it
        `what`: the event or situation
        `label`: what it is called
        `role`: the part that the thing has in it, or else what belongs to it; denied where a source denies it,
            content where it is spoken of in what somebody is reported to have said
        `part`: the same in words, from the thing to what happened: was_ended_by, takes_part_in
        `via`: what belongs to the thing and has this part in it
        `date`: when, for an event, in EDTF; unknown if neither a source nor order gives it
        `begins`: when it began, for a situation
        `ends`: the first day on which it no longer held, for a situation
        `standing`: held; only reported where no source asserts that there is such a thing; only cited for a work of
            which no source says what stands in it
        `claims`: the claims that support it, or report it where it is only reported
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
        """
        return self._ask(
            "timeline",
            evidence,
            thing=thing,
            from_=from_,
            to=to,
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

        instrument: the instrument; the default is the project's.
        date: the day; by default the last day for which the sources attest anything.
        A row is one stage in the life of an instrument, from its adoption to its end. Its columns:
        `status`: adopted, approved, signed (by one signatory at least), ratified, registered, entered into force,
            in force, renewed or terminated
        `certainty`: certain; possible; unknown, which is undated, or past the last attestation with an unknown end;
            not attested yet, which is before the first attestation, where nothing bounds the start; no; or not
            stated in any source
        `presumed`: whether it was so if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `dates`: when it happened, or since when it has held, in EDTF
        `because`: the events or situations that this follows from
        `claims`: the claims that support them
        `conflicts`: the conflicts about them, left open or decided
        `dissents`: the claims that dissent from them, or from one of their days
        `differ_on`: what the claims differ on, as the start or the end
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

        instrument: the instrument; the default is the project's.
        A row is one event of the instrument, ordered by the earliest day on which it can have happened, or by the
        latest where nothing bounds it. Its columns:
        `date`: when, in EDTF; unknown if neither a source nor order gives it
        `event`: the event
        `kind`: the classes of the event
        `agent`: who acted, where a source says so
        `claims`: the claims that support it
        `dissents`: the claims that dissent from it
        `differ_on`: what the claims differ on, as the start or the end
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
        unattested: Text | None = None,
        agent: Entity | None = None,
        evidence: bool = False,
        state: Entity | None = None,
    ) -> A:
        """Which states belonged to an organization or treaty without a break from one day to another?

        body: the organization, organ or treaty; the default is the project's.
        from_: the first day; the default is the project's.
        to: the day after the last; the default is the project's.
        unattested: yes to list also what is attested only later and can have started at any time before; default
            no.
        agent: the state; any for all; default any.
        state: the former name of agent.
        A row is one episode that covers, or may cover, the whole period, by its bounds and its length; which is
        exact. Its columns:
        `state`: the state
        `label`: its name
        `certainty`: certain; possible; unknown, where the day is after the last attestation and the end is unknown,
            or nothing dates it; or not attested yet
        `presumed`: whether it held if the assumptions hold, where these decide it; yes or no
        `assuming`: the assumptions that this needs
        `begins`: when the episode began
        `ends`: the first day on which it no longer held; open if it goes on, unknown if neither a source nor order
            gives it
        `claims`: the claims for it within that time
        `dissents`: the claims against it within that time
        `differ_on`: what the claims differ on at any time, as the start or the end
        `episode`: the episode
        """
        return self._ask(
            "unbroken-members",
            evidence,
            body=body,
            from_=from_,
            to=to,
            unattested=unattested,
            agent=agent,
            state=state,
        )

    def unknown_ends(
        self,
        *,
        evidence: bool = False,
    ) -> A:
        """Of which situations does no source give the end, and when are they last attested?

        A row is one situation whose end is not stated. Its columns:
        `situation`: the situation
        `class`: its classes
        `begins`: when it began
        `ends`: unknown, or in EDTF the range that the order of things leaves
        `last`: the latest time at which a source attests it
        `attested`: the day after the last attestation, which is the first day on which it may no longer hold;
            0001-01-01, shown as unknown, where there is none
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

        source: the source, as in source:annals; the default is the project's.
        A row is one claim, in the order of the text. Its columns:
        `claim`: the claim
        `start`: the first code point of the passage
        `end`: the code point after its last
        `stance`: asserts, denies or implies
        `paraphrase`: what the passage says, in the project's words
        """
        return self._ask(
            "what-a-source-says",
            evidence,
            source=source,
        )

    def why_then(
        self,
        *,
        thing: Entity | None = None,
        side: Text | None = None,
        evidence: bool = False,
    ) -> A:
        """By which steps does the order of things give the bounds of something in time?

        thing: the event or situation; the default is the project's.
        side: a part of the bound's name, as in latestEnd or Begin; any for all; default any.
        A row is one step to one bound, from the claim or rule that it starts from; the last step of a bound is the
        bound itself. Its columns:
        `bound`: the bound, as the property that has it in the view
        `basis`: strict, or presumed where it needs an assumption
        `day`: the day of the bound
        `statedDay`: the day that the claims on its own date give; empty where they give none
        `step`: the number of the step
        `sentence`: what the step leads to
        `rule`: the rule of the step
        `because`: what the rule says in short
        `assuming`: the assumptions that the bound needs
        `claims`: the claims behind the step
        """
        return self._ask(
            "why-then",
            evidence,
            thing=thing,
            side=side,
        )
