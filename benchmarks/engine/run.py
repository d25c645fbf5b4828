"""One enterprise over all packs, and the packs themselves: median times of this machine.

    .venv/bin/python benchmarks/engine/run.py

Process time where one process is measured (other work on the machine does not count), wall time
for the command started cold.
"""

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.engine import Engine
from gaoxin.explaining.distance import distance as how_far
from gaoxin.explaining.explanation import explain
from gaoxin.facts.entities import Entity
from gaoxin.facts.table import load
from gaoxin.policy.reading import read_library

PACKS = Path(__file__).resolve().parents[2] / "packs"
ON = date(2026, 3, 1)


def leaves(condition: ConditionAnswer) -> Iterator[ConditionAnswer]:
    if condition.part.mode == "rule":
        yield condition
    for part in condition.parts:
        yield from leaves(part)


def explained(engine: Engine, entity: Entity) -> None:
    """Decided with the full trace, and for every failing condition how far it is."""
    for answer in engine.match(entity, ON).answers:
        for condition in answer.conditions:
            if condition.truth is False:
                for leaf in leaves(condition):
                    how_far(engine, answer, leaf)


def median_ms(work: Callable[[Entity], object], entities: list[Entity], rounds: int = 20) -> float:
    times = []
    for _ in range(rounds):
        for entity in entities:
            start = time.process_time()
            work(entity)
            times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def cold_check(rounds: int = 3) -> float:
    code = "from gaoxin.cli.main import main; main()"
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code, "check", "--packs", str(PACKS)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    library = read_library(PACKS)
    engine = Engine(library)
    gc.freeze()  # as a service does: the library stays, the collector need not look at it
    paths = sorted(PACKS.glob("enterprises/*.yaml"))
    entities = list(load(paths, library.vocabulary).entities.values())
    report(engine, entities, "registered somewhere")
    for entity in entities:
        entity.facts.pop(("place", ""), None)
    report(engine, entities, "place not known: every local text is asked")
    print(f"gaoxin check, all packs, cold {cold_check():7.2f} s")


def report(engine: Engine, entities: list[Entity], title: str) -> None:
    asked = statistics.mean(len(engine.match(e, ON).answers) for e in entities)
    decided = median_ms(lambda e: engine.match(e, ON), entities)
    full = median_ms(lambda e: explained(engine, e), entities)
    print(f"{len(entities)} sample enterprises, {title}: {asked:.0f} clauses each on {ON}")
    print(f"decided with trace            {decided:7.2f} ms")
    print(f"and every distance            {full:7.2f} ms")
    page = median_ms(lambda e: explain(engine, e, ON, "zh"), entities, 3)
    print(f"and put into words            {page:7.2f} ms")


if __name__ == "__main__":
    main()
