"""The command that serves a release over HTTP."""

from __future__ import annotations

import ipaddress

import click

from csto_kg.errors import Fault, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.release.folder import answering_release, manifest_in
from csto_kg.web import App, Limits, Operation, access_log, make_app, serve


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a query may take."
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Pages and stored queries answered at once.",
)
@click.option(
    "--memory",
    type=click.IntRange(500),
    default=850,
    show_default=True,
    help="MiB that all processes together may hold.",
)
@click.option(
    "--proxy",
    multiple=True,
    metavar="ADDRESS",
    help="A trusted proxy, or a network of them: clients are who its X-Forwarded-For says. May be repeated.",
)
@click.option(
    "--access-log", "is_logged", is_flag=True, help="Write each request to standard output, as a line of JSON."
)
@click.pass_obj
def serve_command(
    project: Project,
    port: int,
    host: str,
    timeout: float,
    workers: int,
    memory: int,
    proxy: tuple[str, ...],
    is_logged: bool,
) -> None:
    """Serve the graph: a read-only SPARQL endpoint, the stored queries, a page for each thing.

    A new build is taken up while the server runs. /health, /ready and /metrics are for whoever operates it; how to run it for
    others is in docs/deploy.

    \b
    Example: csto-kg serve --port 8000
    """
    _check_proxies(proxy)
    if not _is_loopback(host):
        click.echo(
            f"warning: {host} can be reached from other machines; put a proxy with TLS before it and name that with --proxy "
            "(docs/deploy/README.md)",
            err=True,
        )

    limits = Limits(memory=memory * 2**20)

    def make() -> App:
        return make_app(
            answering_release(project).folder,
            queries_of(project),
            context_of(project),
            project.configuration,
            timeout=timeout,
            workers=workers,
            limits=limits,
        )

    serve(
        make(),
        port,
        host,
        lambda address: click.echo(f"serving at {address} (stop with Ctrl-C)", err=True),
        Operation(
            limits,
            proxy,
            log=access_log() if is_logged else None,
            make=make,
            newest=lambda: _newest(project),
        ),
    )


def _newest(project: Project) -> object:
    """The folder and the hash of the release that answers now; None where there is none, as while a build replaces it."""
    folder = answering_release(project).folder.resolve()
    release = (manifest_in(folder) or {}).get("release")
    return (folder, release) if release is not None else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_proxies(proxies: tuple[str, ...]) -> None:
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise UsageError(
                Fault(f"'{proxy}' is not an address", fix="write --proxy 127.0.0.1, or a network such as 10.0.0.0/8")
            ) from None
