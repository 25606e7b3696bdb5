"""The canonical layout of a stored query: one pattern a line, no line longer than the width, comments kept.

`csto-kg format` writes it and a test holds it, so that a change of a query shows only what changed. The layout moves
white space, sorts the prefixes and ends triples with a full stop; it never changes what a query asks. It knows the
SELECT, ASK and CONSTRUCT forms of SPARQL 1.1 without property lists in brackets, which no stored query uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from csto_kg.errors import Fault, UsageError
from csto_kg.rdf.tokens import tokens

__all__ = ["WIDTH", "formatted_query"]

WIDTH = 110
"""The longest line, with its indentation. Only what cannot be broken (an IRI, a comment) may be longer."""

# What stands inside groups is indented later, seven levels deep at most.
_ROOM = WIDTH - 14

_HEADER = "#+"
_JOINED = frozenset(("&&", "||", "<=", ">=", "!=", "^^"))
_MODIFIERS = frozenset(("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_BEFORE_GROUP = frozenset(("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "UNION"))
_ENDS_TRIPLE = frozenset((".", "{", "}")) | _BEFORE_GROUP | {"FILTER", "BIND", "VALUES"}


@dataclass(frozen=True, slots=True)
class _Word:
    """A token as it is laid out; `is_apart` says whether white space stands before it."""

    text: str
    is_apart: bool
    is_comment: bool = False

    @property
    def keyword(self) -> str:
        return self.text.upper() if self.text.isalpha() else self.text


def formatted_query(text: str) -> str:
    """A query with its header (`#+` lines) in the canonical layout.

    Raises UsageError where braces do not match, or where brackets stand for a node without a name.
    """
    lines = text.splitlines()
    header = [line.rstrip() for line in lines if line.startswith(_HEADER)]
    body = "\n".join(line for line in lines if not line.startswith(_HEADER))
    words = _words(body)
    if any(word.text == "[" for word in words):
        raise UsageError(Fault("a node in brackets cannot be laid out", fix="give the node a variable"))
    reader = _Reader(words)
    out = [*header, *_prologue(reader), *_query(reader)]
    if reader.word is not None:
        raise UsageError(Fault(f"cannot be laid out from '{reader.word.text}' on", fix="check that its braces match"))
    return "\n".join(out) + "\n"


def _words(text: str) -> tuple[_Word, ...]:
    """The tokens of a query; marks that make one operator are joined."""
    words: list[_Word] = []
    end = 0
    for token in tokens(text, comments=True):
        is_apart = token.start > end
        end = token.end
        last = words[-1].text if words else ""
        is_decimal = last.endswith(".") and last[:-1].isdigit() and token.text.isdigit()
        is_point = last.isdigit() and token.text == "." and text[token.end : token.end + 1].isdigit()
        if not is_apart and (last + token.text in _JOINED or is_decimal or is_point):
            words[-1] = _Word(last + token.text, words[-1].is_apart)
        else:
            words.append(_Word(token.text.rstrip(), is_apart, token.kind == "comment"))
    return tuple(words)


class _Reader:
    """A place in the words of a query."""

    def __init__(self, words: Sequence[_Word]) -> None:
        self.words = words
        self.at = 0

    @property
    def word(self) -> _Word | None:
        return self.words[self.at] if self.at < len(self.words) else None

    @property
    def keyword(self) -> str:
        return self.word.keyword if self.word is not None else ""

    def take(self) -> _Word:
        word = self.word
        if word is None:
            raise UsageError(Fault("ends before its last brace", fix="close every brace"))
        self.at += 1
        return word

    def take_parenthesis(self) -> list[_Word]:
        """The words from an opening parenthesis to the one that closes it."""
        taken = [self.take()]
        depth = 1
        while depth:
            taken.append(self.take())
            depth += {"(": 1, ")": -1}.get(taken[-1].text, 0)
        return taken


# ---------------------------------------------------------------------------------------------------------------
# The parts of a query
# ---------------------------------------------------------------------------------------------------------------


def _prologue(reader: _Reader) -> list[str]:
    comments: list[str] = []
    prefixes: list[str] = []
    while reader.keyword in ("PREFIX", "BASE") or (reader.word is not None and reader.word.is_comment):
        if reader.word is not None and reader.word.is_comment:
            comments.append(reader.take().text)
            continue
        kind = reader.take().keyword
        name = f" {reader.take().text}" if kind == "PREFIX" else ""
        prefixes.append(f"{kind}{name} {reader.take().text}")
    return [*sorted(prefixes), "", *comments] if prefixes else comments


def _query(reader: _Reader) -> list[str]:
    """A query or a subquery, from its form to its solution modifiers."""
    form = reader.take()
    lines = _construct(reader) if form.keyword == "CONSTRUCT" else _head(form, reader)
    if reader.keyword == "WHERE":
        reader.take()
    lines += [f"WHERE {line}" if i == 0 else line for i, line in enumerate(_braced(reader, is_block=True))]
    while reader.keyword in _MODIFIERS:
        if reader.keyword == "VALUES":
            lines += _values(reader)
            continue
        clause = [reader.take()]
        while reader.word is not None and reader.keyword not in _MODIFIERS and reader.word.text != "}":
            clause += reader.take_parenthesis() if reader.word.text == "(" else [reader.take()]
        lines += _filled(_items(clause), "  ")
    return lines


def _construct(reader: _Reader) -> list[str]:
    lines = _braced(reader, is_block=True)
    return [f"CONSTRUCT {lines[0]}", *lines[1:]]


def _head(form: _Word, reader: _Reader) -> list[str]:
    """The form and what is selected: on one line where it fits, else each expression on a line of its own."""
    items = [form.keyword]
    while reader.word is not None and reader.word.text != "{" and reader.keyword != "WHERE":
        word = reader.word
        items.append(_joined(reader.take_parenthesis()) if word.text == "(" else reader.take().text)
    if len(" ".join(items)) <= _ROOM:
        return [" ".join(items)]
    lines = [items[0]]
    for item, before in zip(items[1:], items, strict=False):
        is_alone = item.startswith("(") or before.startswith("(")
        if is_alone or len(lines[-1]) + 1 + len(item) > _ROOM:
            lines.append("  " + item)
        else:
            lines[-1] += " " + item
    return lines


def _braced(reader: _Reader, is_block: bool = False) -> list[str]:
    """A group with its braces: on one line where it holds one pattern and `is_block` does not ask for more."""
    reader.take()
    comments = list(_comments(reader))
    if reader.keyword in ("SELECT", "ASK"):
        lines = [*comments, *_query(reader)]
        reader.take()
        return ["{", *_indented(lines), "}"]
    elements = [*([comment] for comment in comments), *_elements(reader)]
    reader.take()
    if not elements:
        return ["{ }"]
    if not is_block and len(elements) == 1 and len(elements[0]) == 1 and not elements[0][0].startswith("#"):
        inline = f"{{ {elements[0][0].removesuffix(' .')} }}"
        if len(inline) <= _ROOM:
            return [inline]
    return ["{", *_indented(line for element in elements for line in element), "}"]


def _comments(reader: _Reader) -> Iterator[str]:
    while reader.word is not None and reader.word.is_comment:
        yield reader.take().text


def _elements(reader: _Reader) -> list[list[str]]:
    """What stands in a group up to its closing brace: each element as its lines."""
    found: list[list[str]] = []
    while reader.word is not None and reader.word.text != "}":
        if reader.word.is_comment:
            found.append([reader.take().text])
        elif reader.word.text == ".":
            reader.take()
        elif reader.word.text == "{":
            found.append(_braced(reader))
        elif reader.keyword in _BEFORE_GROUP:
            found.append(_with_group(reader))
        elif reader.keyword in ("FILTER", "BIND"):
            found.append(_constraint(reader))
        elif reader.keyword == "VALUES":
            found.append(_values(reader))
        elif reader.keyword in _FORMS:
            message = f"cannot be laid out from '{reader.word.text}' on"
            raise UsageError(Fault(message, fix="give the subquery braces of its own"))
        else:
            found.append(_triples(reader))
    return found


def _with_group(reader: _Reader) -> list[str]:
    """OPTIONAL, MINUS, UNION, GRAPH or SERVICE, with the group that follows it."""
    before = [reader.take().keyword]
    while reader.word is not None and reader.word.text != "{":
        before.append(reader.take().text)
    group = _braced(reader)
    return [f"{' '.join(before)} {group[0]}", *group[1:]]


def _values(reader: _Reader) -> list[str]:
    """A VALUES block: on one line where it fits, else with as many rows on a line as fit."""
    reader.take()
    variables = _joined(reader.take_parenthesis()) if reader.keyword == "(" else reader.take().text
    reader.take()
    rows: list[list[_Word]] = []
    while reader.word is not None and reader.word.text != "}":
        if reader.word.text == "(":
            rows.append(reader.take_parenthesis())
        elif rows and not reader.word.is_apart:
            rows[-1].append(reader.take())  # the datatype or language of a literal
        else:
            rows.append([reader.take()])
    reader.take()
    items = [_joined(row) for row in rows]
    inline = f"VALUES {variables} {{ {' '.join(items)} }}"
    if len(inline) <= _ROOM:
        return [inline]
    return [f"VALUES {variables} {{", *_indented(_filled(items, "")), "}"]


def _triples(reader: _Reader) -> list[str]:
    """The triples of one subject: a line for each property, with a full stop at the end."""
    lines: list[list[_Word]] = [[]]
    while reader.word is not None and reader.keyword not in _ENDS_TRIPLE and not reader.word.is_comment:
        if reader.word.text == "(":
            lines[-1] += reader.take_parenthesis()
        elif reader.word.text == ";":
            reader.take()
            lines.append([])
        else:
            lines[-1].append(reader.take())
    texts = [_joined(line) for line in lines if line]
    ends = [*(" ;" for _ in texts[1:]), " ."]
    out: list[str] = []
    for i, (text, end) in enumerate(zip(texts, ends, strict=True)):
        first, *rest = _path_broken(text)
        out += [("  " if i else "") + first, *("    " + line for line in rest)]
        out[-1] += end
    return out


def _path_broken(text: str) -> list[str]:
    """A property with its value: a long path has an alternative on each line."""
    if len(text) <= _ROOM or "|" not in text:
        return [text]
    first, *rest = re.split(r"(?=\|)", text)
    return [first, *rest]


# ---------------------------------------------------------------------------------------------------------------
# Expressions
# ---------------------------------------------------------------------------------------------------------------


def _constraint(reader: _Reader) -> list[str]:
    """FILTER or BIND with its expression, and with the groups that its EXISTS have."""
    words = [reader.take()]
    lines: list[str] = []
    depth = 0
    while reader.word is not None:
        if reader.word.text == "{":
            group = _braced(reader)
            before = _joined(words)
            if len(group) == 1:
                words = [_Word(f"{before} {group[0]}", False)]
            else:
                lines += [*_broken(before)[:-1], f"{_broken(before)[-1]} {group[0]}", *group[1:-1]]
                words = [_Word("}", False)]
        else:
            words.append(reader.take())
            depth += {"(": 1, ")": -1}.get(words[-1].text, 0)
        if depth == 0 and words[-1].text not in ("FILTER", "NOT", "EXISTS") and not _is_name(words, reader):
            break
    return [*lines, *_broken(_joined(words))]


def _is_name(words: Sequence[_Word], reader: _Reader) -> bool:
    """Whether the last word is a function whose arguments follow: FILTER regex(…)."""
    return words[-1].text not in (")", "}") and reader.keyword == "(" and "{" not in words[-1].text


def _joined(words: Sequence[_Word]) -> str:
    """Words on one line: white space where the author has it, after commas and around && and ||."""
    text = ""
    before = ""
    for word in words:
        is_apart = (word.is_apart or before in (",", "&&", "||") or word.text in ("&&", "||")) and before != "("
        is_apart = is_apart and word.text not in (")", ",", "|") and before != "|"
        text += (" " if text and is_apart else "") + word.text
        before = word.text
    return text


def _broken(text: str, width: int = _ROOM) -> list[str]:
    """An expression in lines: broken at the outermost commas, && and ||, and within these again where need be."""
    if len(text) <= width:
        return [text]
    parts = _split(text)
    if len(parts) == 1:
        return [text]
    first, *rest = parts
    lines = _broken(first, width)
    for part in rest:
        lines += ["  " + line for line in _broken(part, width - 2)]
    return lines


def _split(text: str) -> list[str]:
    """An expression cut at its outermost operators that bind the least: after commas, before && and ||, before + and -."""
    words = _words(text)
    depths: list[int] = []
    depth = 0
    for word in words:
        depth += word.text == "("
        depths.append(depth)
        depth -= word.text == ")"
    inner = range(1, len(words) - 1)
    for operators in ((",", "&&", "||"), ("+", "-")):
        at = [i for i in inner if words[i].text in operators and (words[i].text == "," or words[i].is_apart)]
        outermost = [i for i in at if depths[i] == min(depths[j] for j in at)]
        commas = [i + 1 for i in outermost if words[i].text == ","]
        if cuts := commas or outermost:
            break
    else:
        return [text]
    return [_joined(words[a:b]) for a, b in zip([0, *cuts], [*cuts, len(words)], strict=True)]


def _items(words: Sequence[_Word]) -> list[str]:
    """Words as items that must stay together: what has no white space before it belongs to the item before."""
    items: list[str] = []
    depth = 0
    for word in words:
        if items and (depth or not word.is_apart):
            items[-1] += (" " if depth and word.is_apart else "") + word.text
        else:
            items.append(word.text)
        depth += {"(": 1, ")": -1}.get(word.text, 0)
    return items


def _filled(items: Sequence[str], indent: str) -> list[str]:
    """Items on as few lines as fit; `indent` stands before all lines but the first."""
    lines = [items[0]]
    for item in items[1:]:
        if len(lines[-1]) + 1 + len(item) > _ROOM:
            lines.append(indent + item)
        else:
            lines[-1] += " " + item
    return lines


def _indented(lines: Iterable[str]) -> list[str]:
    return ["  " + line for line in lines]
