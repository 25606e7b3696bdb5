"""The templates of sentences as trees of plain lists, so that a page in a browser fills them without a parser of Jinja2.

A node is a list that starts with its kind: `["text", words]`, `["name", name]`, `["asked", parameter]`, `["const", value]`,
`["filter", name, value, arguments…]`, `["compare", operator, left, right]`, `["and", left, right]`, `["or", left, right]`,
`["not", value]`, `["choose", condition, value, other]` and `["if", condition, nodes, [[condition, nodes]…], nodes]`. A
template is a list of nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from jinja2 import nodes

from csto_kg.queries.templates import parsed

__all__ = ["TemplateTree", "tree_of_template"]

TemplateTree: TypeAlias = list[object]
"""The nodes of a template, as JSON can have them."""


def tree_of_template(text: str) -> TemplateTree:
    """The tree of a template. Raises ValueError for a node that templates of sentences do not have."""
    return _body(parsed(text).body)


def _body(found: Iterable[nodes.Node]) -> TemplateTree:
    tree: TemplateTree = []
    for node in found:
        if isinstance(node, nodes.Output):
            tree += [_value(part) for part in node.nodes]
        elif isinstance(node, nodes.If):
            others = [[_value(other.test), _body(other.body)] for other in node.elif_]
            tree.append(["if", _value(node.test), _body(node.body), others, _body(node.else_)])
        else:
            raise ValueError(f"templates of sentences have no {type(node).__name__.lower()}")
    return tree


def _value(node: nodes.Node | None) -> TemplateTree:
    match node:
        case nodes.TemplateData():
            return ["text", node.data]
        case nodes.Name():
            return ["name", node.name]
        case nodes.Getattr():
            return ["asked", node.attr]
        case nodes.Const():
            return ["const", node.value]
        case nodes.Filter():
            return ["filter", node.name, _value(node.node), *map(_value, node.args)]
        case nodes.Compare() if len(node.ops) == 1:
            return ["compare", node.ops[0].op, _value(node.expr), _value(node.ops[0].expr)]
        case nodes.And() | nodes.Or():
            return [type(node).__name__.lower(), _value(node.left), _value(node.right)]
        case nodes.Not():
            return ["not", _value(node.node)]
        case nodes.CondExpr():
            return ["choose", _value(node.test), _value(node.expr1), _value(node.expr2)]
    raise ValueError(f"templates of sentences have no {type(node).__name__.lower()}")
