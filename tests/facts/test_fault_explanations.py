"""Every code of a table fault is explained, and its sample shows what it says."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.explanations import EXPLANATIONS, Sample
from gaoxin.facts.faults import CODES
from gaoxin.facts.table import load
from gaoxin.facts.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
READABLE = [code for code, one in EXPLANATIONS.items() if not one.wrong.shown]


def codes_of(sample: Sample, folder: Path, words: Vocabulary, codes: CodeLists) -> set[str]:
    path = folder / sample.name
    path.write_bytes(sample.text.encode(sample.encoding))
    return {fault.code for fault in load(path, words, codes=codes).faults}


def test_every_code_is_explained_in_both_languages() -> None:
    assert set(EXPLANATIONS) == set(CODES)
    for one in EXPLANATIONS.values():
        assert re.search("[一-鿿]", one.why.zh)
        assert one.why.en
        assert one.wrong != one.right


@pytest.mark.parametrize("code", READABLE)
def test_the_wrong_sample_has_the_fault(
    code: str, tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists
) -> None:
    assert code in codes_of(EXPLANATIONS[code].wrong, tmp_path, vocabulary, codes)


@pytest.mark.parametrize("code", [code for code in READABLE if code != "F11"])
def test_the_right_sample_has_no_fault(
    code: str, tmp_path: Path, vocabulary: Vocabulary, codes: CodeLists
) -> None:
    """All of them carry a made-up credit code, which F11 always mentions."""
    assert codes_of(EXPLANATIONS[code].right, tmp_path, vocabulary, codes) <= {"F11"}


def test_every_code_has_a_page_in_both_languages(tmp_path: Path) -> None:
    pages = _tool()
    pages.write(tmp_path)
    for lang in ("zh", "en"):
        index = (tmp_path / lang / "faults/index.md").read_text(encoding="utf-8")
        for code, title in CODES.items():
            page = (tmp_path / lang / "faults" / f"{code}.md").read_text(encoding="utf-8")
            explained = EXPLANATIONS[code]
            assert page.startswith(f"# {code} {title.zh if lang == 'zh' else title.en}\n")
            assert (explained.why.zh if lang == "zh" else explained.why.en) in page
            assert explained.wrong.text in page
            assert explained.right.text in page
            assert f"[{code}]({code}.md)" in index
    assert not re.search("[一-鿿]", _without_samples(tmp_path / "en/faults/F18.md"))


def _without_samples(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^## .*?~~~text.*?~~~", "", text, flags=re.S | re.M)


def _tool() -> Any:
    spec = spec_from_file_location("fault_pages", ROOT / "tools/fault_pages.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
