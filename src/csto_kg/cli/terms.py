"""The command `terms`: the classes and keys that data files may use."""

from __future__ import annotations

from collections.abc import Iterable

import click

from csto_kg.curate.terms import KeyTerms, class_terms, key_terms, listed_classes
from csto_kg.ontology import ontology_of
from csto_kg.project import Project


@click.command("terms")
@click.argument("name", required=False, metavar="[CLASS|KEY]")
@click.pass_obj
def terms_command(project: Project, name: str | None) -> None:
    """List the classes of which the register has entries, or show what a class or a key means.

    With a class come the keys that its things take, each with what it takes, what it means and an example.

    \b
    Examples:
      csto-kg terms
      csto-kg terms Membership
      csto-kg terms ends
    """
    ontology = ontology_of(project)
    if name is None:
        labels = listed_classes(ontology)
        wide = max(map(len, labels), default=0)
        for cls, label in labels.items():
            click.echo(f"{click.style(cls.ljust(wide), bold=True)}  {label}")
        click.echo("csto-kg terms CLASS has the keys of a class", err=True)
    elif name in ontology.keys and name not in ontology.classes:
        _show("", [key_terms(ontology, ontology.keys[name])])
    else:
        _show_class(project, name)


def _show_class(project: Project, name: str) -> None:
    terms = class_terms(project, ontology_of(project), name)
    click.echo(f"{click.style(terms.name, bold=True)} ({terms.label}): {terms.means}")
    for head, text in (
        ("example", terms.example),
        ("identifiers", terms.form),
        ("add one", terms.command),
        ("a build asks for", ", ".join(terms.needed)),
    ):
        if text:
            click.echo(f"  {head}: {text}")
    _show(f"Keys of such things ({terms.name} or a class above it):", terms.own)
    _show("Keys of anything:", terms.general)


def _show(head: str, keys: Iterable[KeyTerms]) -> None:
    if head:
        click.echo(f"\n{head}")
    for key in keys:
        means = f" — {key.means}" if key.means else ""
        click.echo(f"  {click.style(key.name, bold=True)}: {key.takes}; in {' and '.join(key.places)}{means}")
        if key.example:
            click.echo(f"      example: {key.example}")
