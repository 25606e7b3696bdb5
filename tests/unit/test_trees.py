"""Templates of sentences as lists, which a page in a browser fills."""

from __future__ import annotations

import pytest

from csto_kg.queries.trees import tree_of_template


def test_a_template_is_a_list_of_nodes() -> None:
    """Texts, values, filters with their arguments, comparisons and conditions each have a form."""
    text = "{% if asked.role == 'any' and not state %}In{% elif x %}{{ x | names(2) }}{% else %}-{% endif %} {{ a or 'b' }}."
    is_any = ["compare", "eq", ["asked", "role"], ["const", "any"]]
    names = ["filter", "names", ["name", "x"], ["const", 2]]
    assert tree_of_template(text) == [
        [
            "if",
            ["and", is_any, ["not", ["name", "state"]]],
            [["text", "In"]],
            [[["name", "x"], [names]]],
            [["text", "-"]],
        ],
        ["text", " "],
        ["or", ["name", "a"], ["const", "b"]],
        ["text", "."],
    ]
    assert tree_of_template("{{ 'a' if x else 'b' }}") == [
        ["choose", ["name", "x"], ["const", "a"], ["const", "b"]],
    ]


@pytest.mark.parametrize("text", ["{% for x in rows %}{% endfor %}", "{{ f(x) }}", "{{ x + y }}", "{{ 1 < x < 2 }}"])
def test_what_sentences_do_not_have_is_refused(text: str) -> None:
    """A loop, a call or a sum is no part of a template."""
    with pytest.raises(ValueError, match="templates of sentences have no"):
        tree_of_template(text)
