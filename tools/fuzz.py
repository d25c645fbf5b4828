"""Fuzzing: documents and tables damaged at random must give faults, never an internal error.

    python tools/fuzz.py --seconds 60 --seed 1

Every round takes a shipped document (or a table made from the sample enterprises), damages it and
reads, checks, prints and proves it. An exception is a failure: it is printed with the seed of its
round, so that it can be repeated alone with --only.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from gaoxin.facts.table import load
from gaoxin.indicators import read_recipe, read_table, synthetic_table, to_table
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.printer import print_document
from gaoxin.policy.reading import read_library, read_texts
from gaoxin.proving.prove import prove
from gaoxin.quantities import Lang

ROOT = Path(__file__).resolve().parents[1]
PACKS = ROOT / "packs"
LANGS: tuple[Lang, ...] = ("zh", "en")
NASTY = [
    "",
    "\t",
    "\x00",
    "&a",
    "*a",
    "!t",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "|",
    '"',
    "'",
    "（",
    "％",
]
NASTY += [
    "９",
    "-1",
    "0",
    "1e999",
    "9" * 50,
    "上年",
    "..",
    "7..8",
    "10家",
    "unknown",
    "absent",
    "% ",
]
NASTY += [
    "```",
    "---",
    "## ",
    "{#1}",
    "or",
    "lambda: 1",
    "__import__('os')",
    "a.b.c",
    "()",
    "=",
    "//",
]
NASTY += [
    "２０万元",
    "1234.5万",
    "12.345元",
    "2023-02-30",
    "99999-01-01",
    "\ufeff",
    "\r\n",
    "😀",
    "𠮷",
]


def damaged(text: str, random_: random.Random) -> bytes:
    """One to five random changes: lines dropped, doubled, swapped, words put in, bytes broken."""
    lines = text.split("\n")
    for _ in range(random_.randint(1, 5)):
        n = random_.randrange(len(lines))
        match random_.randrange(8):
            case 0:
                del lines[n : n + random_.randint(1, 3)]
                lines = lines or [""]
            case 1:
                lines.insert(n, lines[n])
            case 2:
                m = random_.randrange(len(lines))
                lines[n], lines[m] = lines[m], lines[n]
            case 3 | 4:
                at = random_.randint(0, len(lines[n]))
                lines[n] = lines[n][:at] + random_.choice(NASTY) + lines[n][at:]
            case 5:
                at = random_.randint(0, len(lines[n]))
                lines[n] = lines[n][:at] + lines[n][at + random_.randint(1, 4) :]
            case 6:
                lines[n] = " " * random_.randint(0, 6) + lines[n].lstrip()
            case _:
                other = random_.choice(lines)
                lines[n] = lines[n][: len(lines[n]) // 2] + other[len(other) // 2 :]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if random_.random() < 0.05:
        at = random_.randrange(len(data) + 1)
        data = data[:at] + bytes([random_.randrange(256)]) + data[at:]
    if random_.random() < 0.02:
        data = "\n".join(lines).encode(random_.choice(["gb18030", "utf-16"]), "replace")
    return data


class Documents:
    """Damages one document at a time beside the vocabulary it needs."""

    def __init__(self) -> None:
        paths = [p for p in sorted(PACKS.rglob("*.md")) if not p.name.startswith("README")]
        self.texts = {str(p.relative_to(PACKS)): p.read_text(encoding="utf-8") for p in paths}
        self.base = {k: v.encode() for k, v in self.texts.items() if "vocabulary" in k}

    def round(self, random_: random.Random) -> str:
        path = random_.choice(sorted(self.texts))
        data = damaged(self.texts[path], random_)
        library = read_texts({**self.base, path: data})
        faults = check(library)
        print_document(data)
        for fault in faults:
            fault.text("zh"), fault.text("en")
        if not any(not f.advice for f in faults):
            sum(1 for _ in prove(library))
            return "sound"
        return "faults"


class Tables:
    """Damages tables of the sample enterprises."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.texts = [
            p.read_text(encoding="utf-8") for p in sorted(PACKS.glob("enterprises/*.yaml"))
        ]
        self.folder = Path(tempfile.mkdtemp(prefix="gaoxin-fuzz-"))

    def round(self, random_: random.Random) -> str:
        suffix = random_.choice([".yaml", ".csv", ".csv"])
        text = random_.choice(self.texts) if suffix == ".yaml" else self.csv(random_)
        path = self.folder / f"table{suffix}"
        path.write_bytes(damaged(text, random_))
        loaded = load(path, self.library.vocabulary)
        for fault in loaded.faults:
            fault.text("zh"), fault.text("en")
        return "faults" if loaded.faults else "sound"

    def csv(self, random_: random.Random) -> str:
        facts = list(self.library.vocabulary.kinds["enterprise"].facts.values())
        chosen = random_.sample(facts, random_.randint(1, 8))
        head = [f"{f.zh or f.id}@2025" if f.time in {"year", "year_end"} else f.zh for f in chosen]
        values = [
            "",
            "1",
            "100万元",
            "12%",
            "是",
            "2024-01-01",
            "2024-01-01..",
            "C35",
            "未知",
            "-5",
        ]
        rows = [
            ",".join([f"91999999{n:010d}", *(random_.choice(values + NASTY[:30]) for _ in chosen)])
            for n in range(random_.randint(0, 4))
        ]
        return "\n".join([",".join(["统一社会信用代码", *head]), *rows])


def broken(data: bytes, random_: random.Random) -> bytes:
    """A binary file cut short, or with a few bytes changed."""
    if random_.random() < 0.3:
        return data[: random_.randrange(len(data))]
    found = bytearray(data)
    for _ in range(random_.randint(1, 20)):
        found[random_.randrange(len(found))] = random_.randrange(256)
    return bytes(found)


class Indices:
    """Damages tables of units for a composite index, and workbooks of enterprises."""

    def __init__(self, library: Library) -> None:
        self.library = library
        recipe = read_recipe("hdi").recipe
        assert recipe is not None
        self.recipe = recipe
        self.folder = Path(tempfile.mkdtemp(prefix="gaoxin-fuzz-"))
        frame = to_table(synthetic_table(recipe, 8, (2021, 2022)), "pandas")
        self.files = {kind: self.folder / f"good.{kind}" for kind in ("csv", "xlsx", "parquet")}
        frame.to_csv(self.files["csv"], index=False)
        frame.to_excel(self.files["xlsx"], index=False)
        frame.to_parquet(self.files["parquet"])

    def round(self, random_: random.Random) -> str:
        kind = random_.choice(sorted(self.files))
        data = self.files[kind].read_bytes()
        path = self.folder / f"table.{kind}"
        text = kind == "csv"
        path.write_bytes(damaged(data.decode(), random_) if text else broken(data, random_))
        said = [fault.say(lang) for fault in read_table(path, self.recipe).faults for lang in LANGS]
        for fault in load(path, self.library.vocabulary).faults:
            fault.text("zh"), fault.text("en")
        return "faults" if said else "sound"


def run(seconds: float, seed: int, rounds_wanted: int | None = None) -> int:
    """The number of internal errors in ``seconds``, or in ``rounds_wanted`` rounds."""
    library = read_library(PACKS)
    documents, tables, indices = Documents(), Tables(library), Indices(library)
    rounds: list[tuple[str, Callable[[random.Random], str]]] = [
        ("document", documents.round),
        ("table", tables.round),
        ("index table", indices.round),
    ]
    counts: Counter[str] = Counter()
    end, n = time.monotonic() + seconds, seed
    while n - seed < rounds_wanted if rounds_wanted else time.monotonic() < end:
        name, attempt = rounds[n % len(rounds)]
        try:
            counts[f"{name}: {attempt(random.Random(n))}"] += 1
        except Exception:
            counts[f"{name}: INTERNAL ERROR"] += 1
            print(f"--- round {n}\n{traceback.format_exc()}", file=sys.stderr)
        n += 1
    for what, count in sorted(counts.items()):
        print(f"{what}: {count}")
    return sum(c for k, c in counts.items() if "INTERNAL" in k)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="repeat one round")
    asked = parser.parse_args()
    seed, rounds = (asked.only, 1) if asked.only is not None else (asked.seed, None)
    sys.exit(1 if run(asked.seconds, seed, rounds) else 0)


if __name__ == "__main__":
    main()
