"""What a page is made of, as values: nothing here knows of files, HTML or addresses on a host.

Places are paths from the root of the site, such as `id/armenia.html#date`; what renders a page makes them relative to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

__all__ = [
    "AskSection",
    "CardSection",
    "ClaimNote",
    "CompareSection",
    "DatedRow",
    "DatedSection",
    "DisputeNote",
    "FactRow",
    "FactSection",
    "FactValue",
    "FormField",
    "FormSection",
    "LaneRow",
    "MapSection",
    "MatrixCell",
    "MatrixSection",
    "PictureSection",
    "ProseSection",
    "Section",
    "SideCard",
    "SiteLink",
    "SitePage",
    "StripSection",
    "TableRow",
    "TableSection",
    "Text",
    "TextPart",
    "ViewControls",
]


@dataclass(frozen=True, slots=True)
class SiteLink:
    """Words that lead to a page of the site (`path`), or elsewhere on the Web (`url`); to nothing where both are empty."""

    text: str
    path: str = ""
    url: str = ""
    language: str = ""
    query: str = ""
    """What a server is asked at the path, after `?`."""


@dataclass(frozen=True, slots=True)
class DayLink:
    """A day that leads to a page as of it, or is that page's own where the path is empty; and what happened on it."""

    text: str
    path: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """A claim beside what it supports or contests: its source, what it says, and whether it only fits roughly."""

    source: str
    link: SiteLink
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class DisputeNote:
    """A conflict beside what it bears on: its question, and how it was decided, in words."""

    link: SiteLink
    outcome: str
    is_sharp: bool
    """Whether the sides cannot both be right, as far as the decision says."""


TextPart: TypeAlias = str | SiteLink
"""A part of a text: words, or a link."""
Text: TypeAlias = tuple[TextPart, ...]
"""A text with links in it."""


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of a property, with the claims for and against it and the conflicts that bear on it."""

    text: Text
    anchor: str = ""
    status: str = ""
    claims: tuple[ClaimNote, ...] = ()
    against: tuple[ClaimNote, ...] = ()
    disputes: tuple[DisputeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class FactRow:
    """A property in words, with its values."""

    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True, slots=True)
class DatedRow:
    """Something dated: when, what, and on whose word. `verdict` is how certain it is on the chosen day."""

    when: str
    text: Text
    verdict: str = ""
    claims: tuple[ClaimNote, ...] = ()
    against: tuple[ClaimNote, ...] = ()
    disputes: tuple[DisputeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A row of a strip in time: a name, its picture, and the same in words."""

    label: SiteLink
    picture: str
    words: tuple[Text, ...]
    is_apart: bool = False
    """Whether a line separates it from the row before."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; it has an anchor where an IRI leads to it."""

    cells: tuple[Text, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side of a conflict: its value or verdict as a title, and its claims."""

    title: str
    status: str
    claims: tuple[ClaimNote, ...]


@dataclass(frozen=True, slots=True)
class StripSection:
    """Rows in time under one axis."""

    kind: ClassVar[str] = "strip"
    title: str
    caption: str
    axis: str
    rows: tuple[LaneRow, ...]
    textures: str
    legend: tuple[tuple[str, str], ...]
    """The class of each sample, and what it means."""
    axis_words: tuple[Text, ...] = ()
    """What the marks on the axis mean."""
    anchor: str = ""
    window: tuple[str, str] = ("", "")
    """The first and the last day of the axis (ISO 8601), for scripts that move the chosen day."""


@dataclass(frozen=True, slots=True)
class FactSection:
    """Facts in labelled words."""

    kind: ClassVar[str] = "facts"
    title: str
    rows: tuple[FactRow, ...]
    anchor: str = ""
    intro: Text = ()
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class DatedSection:
    """Dated rows in order of time; those after the first `most` are folded."""

    kind: ClassVar[str] = "dated"
    title: str
    rows: tuple[DatedRow, ...]
    anchor: str = ""
    intro: Text = ()
    most: int = 12


@dataclass(frozen=True, slots=True)
class TableSection:
    """A table; `is_folded` puts it behind its title."""

    kind: ClassVar[str] = "table"
    title: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    anchor: str = ""
    intro: Text = ()
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class ProseSection:
    """Paragraphs; `is_quoted` sets them off as the words of a decision, `is_code` as lines to be copied."""

    kind: ClassVar[str] = "prose"
    title: str
    paragraphs: tuple[Text, ...]
    anchor: str = ""
    is_quoted: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class CardSection:
    """The sides of a conflict, each in a card."""

    kind: ClassVar[str] = "cards"
    title: str
    cards: tuple[SideCard, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class MapSection:
    """A map as of a day; `caption` says whose borders it has, and what of them is disputed."""

    kind: ClassVar[str] = "map"
    title: str
    picture: str
    caption: Text
    legend: tuple[tuple[str, str], ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Whether somebody was in a body on a day: how, and the verdict, empty for none; in words; and its place for scripts."""

    hue: str
    verdict: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class MatrixSection:
    """Who was in which body on a day: a row for each name, a column for each body."""

    kind: ClassVar[str] = "matrix"
    title: str
    heads: tuple[SiteLink, ...]
    rows: tuple[tuple[SiteLink, tuple[MatrixCell, ...]], ...]
    anchor: str = ""
    intro: Text = ()


@dataclass(frozen=True, slots=True)
class CompareSection:
    """Two days to be chosen by a script, which reads what held on each from the file `data`."""

    kind: ClassVar[str] = "compare"
    title: str
    data: str
    first: str
    second: str
    differences: tuple[Text, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class AskSection:
    """The place where a page asks: what it needs to say first, and the files that its script reads.

    `data` has the stored queries, `dump` the release; `endpoint` is the address that answers in place of the browser.
    """

    kind: ClassVar[str] = "ask"
    title: str
    data: str
    endpoint: str
    dump: str
    need: Text
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PictureSection:
    """A picture as SVG; its facts stand in words elsewhere on the page."""

    kind: ClassVar[str] = "picture"
    title: str
    picture: str
    intro: Text = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: its name, what it is for, what stands in it, and what counts where it is left empty."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class FormSection:
    """A form that a server answers; `action` is the place that does, from the root of the site."""

    kind: ClassVar[str] = "form"
    title: str
    action: str
    fields: tuple[FormField, ...]
    button: str
    anchor: str = ""
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class ViewControls:
    """How a server shows a release: as of a day, as known by a day, under a policy; and what that leaves open.

    `action` is the place of the page that the chosen view is shown on, from the root of the site.
    """

    action: str
    fields: tuple[FormField, ...]
    shown: str = ""
    notes: tuple[str, ...] = ()


Section: TypeAlias = (
    MapSection
    | MatrixSection
    | CompareSection
    | StripSection
    | FactSection
    | DatedSection
    | TableSection
    | ProseSection
    | CardSection
    | AskSection
    | PictureSection
    | FormSection
)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page: where it lies, what it is about, and its sections from top to bottom."""

    path: str
    title: str
    kinds: Text = ()
    """What sort of thing it is, above the title."""
    lead: tuple[Text, ...] = ()
    """One to three sentences, below the title."""
    disputes: tuple[DisputeNote, ...] = ()
    """At most three conflicts, up front."""
    presets: tuple[DayLink, ...] = ()
    """Days that lead to the same page as of another day; the one without a path is this page's."""
    jumps: tuple[SiteLink, ...] = ()
    """Links to places further down, such as the letters of a list."""
    names: Text = ()
    """Other names of it, below the title."""
    tool: str = ""
    """What its reader can find things with: `search`, `facets` or nothing."""
    scripts: tuple[str, ...] = ()
    """The scripts of the page: ES modules, as paths from the root of the site."""
    structured: str = ""
    """What it is about in the words of schema.org, as JSON-LD."""
    sections: tuple[Section, ...] = ()
    iri: str = ""
    data: tuple[SiteLink, ...] = field(default=())
    """The files with the data of the page, by their formats."""
    days: str = ""
    """The file from which a script shows the page as of any day; empty where it cannot."""
    day: str = ""
    """The day that the page shows (ISO 8601), from which such a script starts."""
    policy: str = ""
    """What the content security policy of the page allows to run and to fetch, where that is more than on other pages."""
