"""How answers look on a terminal: tables for people; standard formats for programs."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from enum import StrEnum

import click

from csto_kg.ask.display import Display, verbatim
from csto_kg.ask.evidence import PARAPHRASES, PASSAGES
from csto_kg.rdf.results import Table, as_csv, as_sparql_json, as_tsv, text_of
from csto_kg.rdf.terms import Term


class AnswerFormat(StrEnum):
    """The formats of answers."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    SPARQL_JSON = "sparql-json"


def default_format() -> AnswerFormat:
    """A table for a person at a terminal, CSV for a pipe."""
    return AnswerFormat.TABLE if sys.stdout.isatty() else AnswerFormat.CSV


def answer_text(
    table: Table,
    format_: AnswerFormat,
    lists: frozenset[str] = frozenset(),
    width: int | None = None,
    display: Display | None = None,
) -> str:
    """The text of an answer. `lists` are columns whose cells hold several values separated by spaces.

    A table is `width` columns wide, by default as wide as the terminal, and shows `display`, by default the table with its
    identifiers. The passages of claims stand below their row.
    """
    if format_ is AnswerFormat.TABLE:
        return table_text(display or verbatim(table, lists), width)
    if format_ is AnswerFormat.CSV:
        return as_csv(table)
    if format_ is AnswerFormat.TSV:
        return as_tsv(table)
    if format_ is AnswerFormat.JSON:
        rows = [{c: _json(v, c, lists) for c, v in zip(table.columns, row, strict=True)} for row in table.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    return as_sparql_json(table)


def show_answer(
    table: Table,
    format_: AnswerFormat,
    lists: frozenset[str] = frozenset(),
    width: int | None = None,
    display: Display | None = None,
) -> str:
    """Print an answer, and return its text. Formats for programs are in UTF-8, whatever the encoding of the terminal."""
    text = answer_text(table, format_, lists, width, display)
    if format_ is AnswerFormat.TABLE:
        click.echo(text, nl=False)
    else:
        click.echo(text.encode(), nl=False)
    return text


def _json(term: Term | None, column: str, lists: frozenset[str]) -> object:
    if term is None:
        return None
    value = text_of(term)
    if column in (PARAPHRASES, PASSAGES):
        return value.splitlines()
    return value.split() if column in lists else value


def table_text(display: Display, width: int | None = None) -> str:
    """Aligned columns; lists stand below their row, since claims are many and a terminal is narrow.

    Where the columns are too many, those after the last list stand below too; where they still are, each row is a record.
    """
    if not display.rows:
        return "no rows\n"
    width = width or shutil.get_terminal_size().columns
    columns, lists = display.columns, display.below
    last = max((i for i, c in enumerate(columns) if c in lists), default=len(columns))
    for below in (lists, lists | {c for c in columns[last + 1 :] if c not in display.quoted}):
        if (text := _below(display, below, width)) is not None:
            return text
    return _records(display, width)


def _text(cell: str | tuple[str, ...], separator: str) -> str:
    return cell if isinstance(cell, str) else separator.join(cell)


def _below(display: Display, lists: frozenset[str], width: int) -> str | None:
    """The table with these columns below each row, or None if the others are too wide to stand side by side."""
    columns = display.columns
    main = [i for i, c in enumerate(columns) if c not in lists and c not in display.quoted]
    quoted = [i for i, c in enumerate(columns) if c in display.quoted]
    below = [i for i, c in enumerate(columns) if c in lists]
    cells = [[_text(row[i], display.separator) for i in main] for row in display.rows]
    heads = [columns[i] for i in main]
    widths = [max(len(h), *(len(r[j]) for r in cells)) for j, h in enumerate(heads)]
    gaps = 2 * (len(widths) - 1)
    if (over := sum(widths) + gaps - width) > 0:
        widest = max(range(len(widths)), key=lambda j: widths[j])
        if widths[widest] - over < max(16, len(heads[widest])):
            return None
        widths[widest] -= over
    lines = [click.style(_aligned([[h] for h in heads], widths)[0], bold=True)]
    for row, texts in zip(display.rows, cells, strict=True):
        lines += _aligned([textwrap.wrap(c, w) or [""] for c, w in zip(texts, widths, strict=True)], widths)
        for i in below:
            if text := _text(row[i], display.separator):
                lines += [click.style(line, dim=True) for line in wrapped(f"{columns[i]}: {text}", width)]
        for i in quoted:
            for passage in _text(row[i], display.separator).split("\n"):
                lines += [click.style(line, dim=True) for line in wrapped(passage, width)]
    lines.append(f"({counted(len(display.rows), 'row')})")
    return "\n".join(lines) + "\n"


def wrapped(text: str, width: int, first: str = "  ", then: str = "    ") -> list[str]:
    """A text in lines of at most `width` characters where its words allow that; `first` and `then` indent the lines."""
    options = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=then, **options)  # type: ignore[arg-type]


def _aligned(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    height = max(len(c) for c in cells)
    rows = [[c[k] if k < len(c) else "" for c in cells] for k in range(height)]
    return ["  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _records(display: Display, width: int) -> str:
    """One block a row, for rows too wide for the terminal."""
    wide = max(len(c) for c in display.columns)
    lines: list[str] = []
    for row in display.rows:
        for column, cell in zip(display.columns, row, strict=True):
            if not (text := _text(cell, display.separator)):
                continue
            parts = [
                part
                for line in text.split("\n")
                for part in textwrap.wrap(
                    line, max(20, width - wide - 2), break_long_words=False, break_on_hyphens=False
                )
                or [""]
            ]
            lines.append(f"{click.style(column.ljust(wide), bold=True)}  {parts[0]}")
            lines += [" " * (wide + 2) + part for part in parts[1:]]
        lines.append("")
    lines.append(f"({counted(len(display.rows), 'row')})")
    return "\n".join(lines) + "\n"


def counted(number: int, noun: str) -> str:
    """A number of things: `1 row`, `2 rows`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def short_of(word: str) -> str:
    """The last part of an identifier or prefixed name: `held` of `finding-status/held`, `date` of `csto:date`."""
    return re.split(r"[/:]", word)[-1]
