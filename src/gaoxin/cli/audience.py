"""For whom something is shown."""

from typing import get_args

import click

from gaoxin.cli.command import option
from gaoxin.cli.context import Context
from gaoxin.explaining.face import Audience, Record, seen_by

audience_option = option(
    "--audience",
    type=click.Choice(get_args(Audience)),
    zh="给谁看：公众、审计、企业本身、经办（默认）；其不可见的不写入",
    en="for whom: the public, auditors, the enterprise itself, officers (default)",
)


def for_audience(record: Record, audience: Audience, context: Context) -> Record:
    """The record as the audience may see it; a usage error if it was made for one seeing less."""
    try:
        return seen_by(record, audience)
    except ValueError:
        made = record.audience
        raise click.UsageError(
            f"这份记录是给 {made} 的，里面没有只给 {audience} 看的内容"
            if context.lang == "zh"
            else f"this record was made for {made}: what only {audience} may see is not in it",
            click.get_current_context(),
        ) from None
