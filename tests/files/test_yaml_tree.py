"""YAML as the house reads it: text only, each piece with its place, and what it does not take."""

import pytest

from gaoxin.files.yamltree import (
    DEEPEST,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    read_documents,
    read_yaml,
)


def plain(tree: Tree | None) -> object:
    if isinstance(tree, Mapping):
        return {k: plain(v) for k, v in tree.items()}
    if isinstance(tree, Sequence):
        return [plain(v) for v in tree.items]
    return tree.text if isinstance(tree, Scalar) else None


def test_what_looks_like_a_type_stays_what_was_written() -> None:
    tree, slips = read_yaml("a: no\nb: 1e3\nc: 0012\nd: null\ne: 2024-02-30\nf: ~\n")
    assert plain(tree) == dict(
        zip("abcdef", ("no", "1e3", "0012", "null", "2024-02-30", "~"), strict=True)
    )
    assert slips == []


def test_every_piece_knows_its_line_and_column_in_the_file() -> None:
    tree, _ = read_yaml("甲: 一\n乙:\n  - {丙: '二'}\n", first_line=40)
    assert isinstance(tree, Mapping)
    assert (tree.keys["乙"].line, tree.keys["乙"].column) == (41, 1)
    rows = tree.values["乙"]
    assert isinstance(rows, Sequence)
    row = rows.items[0]
    assert isinstance(row, Mapping)
    assert row.one_line
    assert not rows.one_line
    assert row.values["丙"] == Scalar("二", 42, 9, quoted=True)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\nb: &x 2\n", 2, 4, "anchors and aliases"),
        ("a: 1\nb: *x\n", 2, 4, "anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "type tags"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' stands twice, first on line 1"),
        ("? [a, b]\n: 1\n", 1, 3, "a key must be text"),
        ("a: [1\n", 1, 1, "not readable YAML"),
        ("a:\tb\n", 1, 3, "there is a tab"),
        ("标识：rent\n类型: x\n", 1, 3, "a full-width colon follows '标识'"),
        ("规则: >= 3% or 人数 >= 5\n", 1, 5, "what follows '规则' begins with '>='"),
        ("{规则: >= 3%}\n", 1, 6, "what follows '规则' begins with '>='"),
        ("a: 1\n---\nb: 2\n", 3, 1, "what follows '---' was not read"),
        ("[" * (DEEPEST + 1), 1, DEEPEST + 1, f"nested more than {DEEPEST} deep"),
        ("a" * 1_000_001, 1, 1, "more than 1000000"),
    ],
)
def test_what_is_not_taken_is_told_at_its_place(
    text: str, line: int, column: int, said: str
) -> None:
    _, slips = read_yaml(text)
    assert (slips[0].line, slips[0].column) == (line, column)
    assert said in slips[0].en
    assert slips[0].zh


def test_the_first_of_two_equal_keys_is_kept() -> None:
    tree, slips = read_yaml("a: 1\na: 2\n")
    assert plain(tree) == {"a": "1"}
    assert [s.key for s in slips] == ["a"]


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    tree, slips = read_yaml("\n".join(lines))
    assert len(str(plain(tree))) < 2000
    assert len(slips) == 30 + 2 * 29


def test_documents_of_a_file_are_read_up_to_the_first_that_cannot_be() -> None:
    trees, slips = read_documents("a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n")
    assert [plain(t) for t in trees] == [{"a": "1"}, {"b": "2"}]
    assert len(slips) == 1


def test_nothing_written_is_no_tree_and_no_slip() -> None:
    assert read_yaml("") == (None, [])
    assert read_yaml("# 只有注释\n") == (None, [])
