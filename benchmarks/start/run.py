"""How long commands take to begin and end, cold, beside `python -c pass` in the same rounds.

    .venv-bench/bin/python benchmarks/start/run.py [ROUNDS]

Each figure is a process of its own, from start to end, in turn with the others; the folder of kept
libraries and that of compiled modules belong to this run and are filled by a first round that does
not count. Wall time is what a person waits for; processor time is what a busy machine does not
change. Gates are on the median wall time.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GAOXIN = str(Path(sys.executable).with_name("gaoxin"))
LIBRARY = """
import time
begin = time.perf_counter()
from gaoxin.policy.shipped import shipped_packs
from gaoxin.policy.stored import stored_library
loaded = time.perf_counter()
library = stored_library(shipped_packs())
print(loaded - begin, time.perf_counter() - loaded)
"""
EXPLAIN = [GAOXIN, "explain", "--sample", "first-hte-quanzhou", "--on", "2025-12-01"]
TASKS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "gaoxin --help": [GAOXIN, "--help"],
    "explain, one firm over all packs": EXPLAIN,
    "explain, nothing kept": EXPLAIN,
    "explain, one document changed": EXPLAIN,
    "check, all packs": [GAOXIN, "check"],
    "library from the store": [sys.executable, "-c", LIBRARY],
}
GATES = {
    "explain, one firm over all packs": 1.5,
    "check, all packs": 3.0,
    "library from the store": 0.3,
}
HELP = 8.0
"""`--help` may take so many times `python -c pass`."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    wall: dict[str, list[float]] = {task: [] for task in TASKS}
    processor: dict[str, list[float]] = {task: [] for task in TASKS}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for task, command in TASKS.items():
                times = once(task, command, Path(folder), number)
                if number:
                    wall[task].append(times[0])
                    processor[task].append(times[1])
    show(wall, processor)


def once(task: str, command: list[str], folder: Path, number: int) -> tuple[float, float]:
    """Wall and processor seconds of one run."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "modules")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's modules are compiled once
    environment["GAOXIN_CACHE"] = str(folder / "kept")
    if task.endswith("nothing kept"):
        environment["GAOXIN_CACHE"] = "off"
    if task.endswith("changed"):
        command = [*command, "--packs", str(changed(folder, number))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    spent = time.perf_counter() - begin
    if done.returncode:
        sys.exit(f"{task}: exit {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if task.startswith("library"):
        spent = float(done.stdout.split()[1])  # the rest is Python and what the room imports
    return spent, used


def changed(folder: Path, number: int) -> Path:
    """A copy of the packs in which one document is new each round."""
    import shutil

    from gaoxin.policy.shipped import shipped_packs

    packs = folder / "packs"
    if not packs.exists():
        shutil.copytree(shipped_packs(), packs)
    document = next(iter(sorted((packs / "quanzhou-etdz").glob("*.md"))))
    with document.open("a", encoding="utf-8") as file:
        file.write(f"\n{number}\n")
    return packs


def show(wall: dict[str, list[float]], processor: dict[str, list[float]]) -> None:
    ground = statistics.median(wall["python -c pass"])
    least = min(wall["python -c pass"])
    print("| task | median | least | processor | beside `pass`, medians (least) | gate |")
    print("|---|---|---|---|---|---|")
    for task, times in wall.items():
        median, work = statistics.median(times), statistics.median(processor[task])
        gate = GATES.get(task, HELP * ground if task == "gaoxin --help" else 0)
        met = f"{'met' if median <= gate else 'MISSED'}: {gate:.2f} s" if gate else ""
        print(
            f"| {task} | {median:.3f} s | {min(times):.3f} s | {work:.3f} s"
            f" | {median / ground:.1f} ({min(times) / least:.1f}) | {met} |"
        )


if __name__ == "__main__":
    main()
