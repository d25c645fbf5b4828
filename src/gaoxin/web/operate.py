"""Running the web room from a terminal: set up, migrate, serve, make and walk a demonstration.

Django and the rest of the room are imported when first used, after the environment is set.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gaoxin.quantities import Words


def settle(data: Path, *, demo: bool) -> None:
    """Set the environment of this process and load Django. ``data``: the folder of the zone."""
    os.environ["GAOXIN_DATA"] = str(data)
    os.environ["GAOXIN_DEMO"] = "1" if demo else ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin.web.settings")
    data.mkdir(parents=True, exist_ok=True)
    _make_secret(data / "secret")
    import django

    django.setup()


def _make_secret(file: Path) -> None:
    """The key of an installation, made once, readable by its owner alone."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(50))


def migrate() -> None:
    """Bring the database to the form this version needs."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def ensure_demo() -> bool:
    """Make the demonstration if the database is empty; was it made now?"""
    from gaoxin.web.cases.demo import make_demo
    from gaoxin.web.users.models import Person

    if Person.objects.exists():
        return False
    make_demo()
    return True


def people() -> list[tuple[str, str, str]]:
    """Name to sign in with, name shown, password of everybody in the demonstration."""
    from gaoxin.web.cases.demo import PASSWORD, PEOPLE

    return [(who.name, who.shown, PASSWORD) for who in PEOPLE]


def walk() -> Iterator[Words]:
    """One application of the demonstration, from the form to the money."""
    from gaoxin.web.cases.demo import walk as walked

    return walked()


def free(port: int, host: str = "127.0.0.1") -> bool:
    """May a server listen there?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
        return True


def serve(port: int, host: str = "127.0.0.1") -> None:
    """Answer requests until the process is told to stop."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            for key, value in {"bind": f"{host}:{port}", "threads": 4, "accesslog": None}.items():
                self.cfg.set(key, value)
            self.cfg.set("loglevel", "warning")

        def load(self) -> Any:
            from gaoxin.web.wsgi import application

            return application

    Server().run()
