"""`evenhand document`: read documents as they come."""

import json
from pathlib import Path

import click

from evenhand.cli.speech import LANGUAGE, say
from evenhand.documents.akn import as_akoma_ntoso
from evenhand.documents.hypertext import as_html
from evenhand.documents.output import as_text, read_document
from evenhand.documents.tables import LANGUAGES
from evenhand.sources.document_files import document_file


@click.group(help=say("document.help"))
def document() -> None:
    """Group of the document commands."""


@document.command("read", help=say("document.read.help"))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format", "form", type=click.Choice(["json", "akn", "html", "text"]), default="text", help=say("document.format")
)
@click.option("--language", type=click.Choice(LANGUAGES), help=say("document.language"))
def read(path: Path, form: str, language: str | None) -> None:
    """Print what reading finds in a document."""
    found = read_document(document_file(path), language, words=LANGUAGE)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif form == "akn":
        click.echo(as_akoma_ntoso(found), nl=False)
    else:
        click.echo(as_html(found) if form == "html" else as_text(found), nl=False)
