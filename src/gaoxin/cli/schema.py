"""`gaoxin schema`: the JSON Schema of documents."""

import json
from typing import Literal

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Exit
from gaoxin.policy.face import schema as document_schema


@command(
    "schema",
    zh="文档格式（format: 1）的 JSON Schema，供编辑器补全与核对。",
    en="The JSON Schema of documents (format: 1), for editors.",
    examples=["gaoxin schema > gaoxin-document.schema.json", "gaoxin schema --keywords zh"],
)
@option(
    "--keywords",
    type=click.Choice(["zh", "en"]),
    default="en",
    show_default=True,
    zh="关键词的语言",
    en="language of the keywords",
)
def schema(keywords: Literal["zh", "en"]) -> Exit:
    click.echo(json.dumps(document_schema(keywords), ensure_ascii=False, indent=2))
    return Exit.OK
