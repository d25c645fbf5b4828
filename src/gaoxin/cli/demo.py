"""`gaoxin demo`: a small fictional zone in the browser."""

import shutil
import sys
from pathlib import Path

import click

from gaoxin.cli.command import command, option
from gaoxin.cli.context import Context, Exit, pass_context
from gaoxin.web import operate

_TAKEN = {
    "zh": "端口 {port} 已被占用。换一个，例如 gaoxin demo --port 8080。",
    "en": "Port {port} is in use. Take another, e.g. gaoxin demo --port 8080.",
}


@command(
    "demo",
    zh="""打开一个虚构的小园区，在浏览器里从申请办到拨付。按 Ctrl-C 停止。

园区、企业、金额都是虚构的；日期可以往前拨，可以换成任何角色。""",
    en="""Open a small fictional zone in the browser, from application to payment. Ctrl-C stops it.

Zone, firms and sums are fictional; the day can be moved on, and anybody can act in any role.""",
    examples=["gaoxin demo", "gaoxin demo --port 8080 --reset", "gaoxin demo --once"],
)
@option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/zone"),
    zh="放数据库的文件夹",
    en="folder of the database",
)
@option("--port", type=int, default=8000, zh="端口", en="port")
@option("--reset", is_flag=True, zh="重新开始", en="begin anew")
@option(
    "--once/--serve",
    default=None,
    zh="办完一件就结束／打开网页（默认：在终端里打开网页，否则办完一件）",
    en="walk one case to the end / serve pages (by default: serve in a terminal, else walk)",
)
@pass_context
def demo(context: Context, data: Path, port: int, reset: bool, once: bool | None) -> Exit:
    once = once if once is not None else not sys.stdin.isatty()
    if not once and not operate.free(port):
        click.echo(_TAKEN[context.lang].format(port=port), err=True)
        return Exit.USAGE
    if reset or once:
        shutil.rmtree(data, ignore_errors=True)
    operate.settle(data.resolve(), demo=True)
    operate.migrate()
    operate.ensure_demo()
    zh = context.lang == "zh"
    if once:
        for said in operate.walk():
            click.echo(said.text(context.lang))
        return Exit.OK
    click.echo(f"{'打开' if zh else 'open'} http://127.0.0.1:{port}/")
    for name, shown, password in operate.people():
        click.echo(f"  {name:<10}{password}  {shown}")
    operate.serve(port)
    return Exit.OK
