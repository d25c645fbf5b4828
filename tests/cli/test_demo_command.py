"""`gaoxin demo`: one case walked without a browser, and what is refused."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str) -> tuple[int, str, str]:
    program = str(Path(sys.executable).with_name("gaoxin"))
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("lang", "paid"), [("zh", "50万元"), ("en", "500,000")])
def test_without_a_terminal_one_case_is_walked_to_its_money(
    tmp_path: Path, lang: str, paid: str
) -> None:
    code, out, err = run("--lang", lang, "demo", "--data", str(tmp_path / "zone"))
    assert (code, err) == (0, "")
    assert paid in out.splitlines()[-1]


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = ("--lang", "en", "demo", "--serve", "--port", port, "--data", str(tmp_path / "z"))
        code, out, err = run(*command)
    assert code == 2
    assert port in err
    assert out == ""
