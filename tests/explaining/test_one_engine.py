"""Rules are prepared once for a library, however often it is asked."""

from gaoxin import load, match_one
from gaoxin.engine.engine import Engine
from gaoxin.policy.library import Library


def test_one_engine_serves_every_question_of_a_library() -> None:
    library = load()
    first = Engine.of(library)
    match_one(library, {"高新技术企业": "yes"}, on="2025-12-01", documents=["quanzhou-etdz"])
    assert Engine.of(library) is first
    assert Engine.of(Library()) is not first
