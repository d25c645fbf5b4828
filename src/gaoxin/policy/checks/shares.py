"""S3, S4, I1: what must make 100% together."""

from collections.abc import Iterator
from fractions import Fraction

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Document, IndexNode, Meta
from gaoxin.quantities import format_rate


def check_shares(document: Document) -> Iterator[Fault]:
    """Payers and instalments of clauses, weights of siblings in an index."""
    for versions in document.clauses.values():
        for gives in (c.gives for c in versions if c.gives):
            if gives.payers:
                total = sum(gives.payers.shares.values(), Fraction(0))
                yield from _whole("S3", gives.payers.meta, total, "分担", "the payers' shares")
                yield from _rest(gives.payers.meta, gives.payers.rest, [*gives.payers.shares])
            if gives.instalments:
                total = sum((i.share for i in gives.instalments), Fraction(0))
                yield from _whole("S4", gives.instalments[0].meta, total, "分期", "the instalments")
    for index in document.indices.values():
        yield from _siblings(index.tree, index.meta)


def _whole(code: str, meta: Meta, total: Fraction, zh: str, en: str) -> Iterator[Fault]:
    if total != 1:
        yield Fault(
            code,
            meta.place,
            f"{zh}合计 {format_rate(total, 'zh')}，不是 100%",
            f"{en} make {format_rate(total, 'en')}, not 100%",
            "；".join(meta.quotes),
            "核对各项比例",
            "look at each share",
        )


def _rest(meta: Meta, rest: str, bearers: list[str]) -> Iterator[Fault]:
    if rest and rest not in bearers:
        yield Fault(
            "S3",
            meta.place,
            f"余数归“{rest}”，但它不在分担之列",
            f"the rest goes to '{rest}', who bears no share",
            rest,
            f"写成其中之一：{'、'.join(bearers)}",
            f"name one of {', '.join(bearers)}",
        )


def _siblings(nodes: tuple[IndexNode, ...], meta: Meta) -> Iterator[Fault]:
    weights = [node.weight for node in nodes if node.weight is not None]
    if weights:
        total = sum(weights, Fraction(0))
        if total != 1 or len(weights) != len(nodes):
            names = "、".join(node.name for node in nodes)
            yield from _whole("I1", meta, total, "同级权重", "the weights of siblings")
            if total == 1:
                yield Fault(
                    "I1",
                    meta.place,
                    "同级指标有的没有权重",
                    "some of these siblings have no weight",
                    names,
                    "每一项写权重，合计 100%",
                    "give each a weight; together 100%",
                )
    for node in nodes:
        yield from _siblings(node.parts, node.meta)
