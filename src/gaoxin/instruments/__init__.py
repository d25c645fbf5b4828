"""How a decision becomes entries: the zone's rules asked of the engine, its money in ledgers."""

from gaoxin.instruments.books import LedgerBooks, book_of
from gaoxin.instruments.judge import EngineJudge
from gaoxin.instruments.prove import RUNS, differs, prove_runs
from gaoxin.instruments.start import empty_zone

__all__ = ["RUNS", "EngineJudge", "LedgerBooks", "book_of", "differs", "empty_zone", "prove_runs"]
