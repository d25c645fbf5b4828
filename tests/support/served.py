"""What the journeys share: a served zone."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Site:
    """A served zone: its address and the folder of its data."""

    address: str
    data: Path

    def act_as(self, page: Page, person: str) -> None:
        """Become somebody of the demonstration, by the button on the sign-in page."""
        page.goto(f"{self.address}/sign-in/")
        page.locator(f"button[value='{person}']").click()
