"""A demonstration served to a real browser, for the journeys of people."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from served import Site

SECONDS = 90
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """`gaoxin demo`, as a person starts it in a terminal."""
    data, port = tmp_path / "zone", _free_port()
    program = str(Path(sys.executable).with_name("gaoxin"))
    command = [program, "demo", "--serve", "--data", str(data), "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env={**os.environ}, stdout=subprocess.PIPE) as server:
        try:
            _answering(server, address)
            yield Site(address, data)
        finally:
            server.terminate()


def _answering(server: "subprocess.Popen[bytes]", address: str) -> None:
    for _ in range(SECONDS * 4):
        assert server.poll() is None, "the server has ended"
        try:
            urllib.request.urlopen(f"{address}/", timeout=5).close()
        except OSError:
            time.sleep(0.25)  # it is still starting
        else:
            return
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is needed: apt-get install chromium (make test does it as root)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def troubles() -> list[str]:
    """What a page complained of: errors of the console, requests to elsewhere, server errors."""
    return []


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.fixture
def page(browser: Browser, site: Site, lang: str, troubles: list[str]) -> Iterator[Page]:
    """A new page in one language that keeps what goes wrong."""
    locale = "zh-CN" if lang == "zh" else "en-GB"
    context = browser.new_context(locale=locale, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda r: _elsewhere(r.url, site.address, troubles))
    opened.on("response", lambda r: troubles.append(r.url) if r.status >= 500 else None)
    yield opened
    context.close()


def _elsewhere(url: str, address: str, troubles: list[str]) -> None:
    if not url.startswith(address):
        troubles.append(f"request to {url}")
