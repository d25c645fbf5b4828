"""One application from the form to the money, by people who click and type what they see."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from served import Site

WORDS = {
    "zh": {
        "policies": "政策",
        "apply": "申请",
        "start": "建立申请",
        "cost": "研发费用 2025",
        "papers": "材料已齐",
        "verified": "所依据的数据已逐项核实",
        "sign": "我签名确认",
        "next": "下一工作日",
        "books": "账目",
        "done": "已办理。",
    },
    "en": {
        "policies": "Policies",
        "apply": "Apply",
        "start": "Start the application",
        "cost": "R&D cost 2025",
        "papers": "The papers are complete",
        "verified": "Each fact this rests on is verified",
        "sign": "I sign and confirm",
        "next": "Next working day",
        "books": "Books",
        "done": "Done.",
    },
}
STEPS = {
    "zh": ("申请", "受理", "同意", "发送", "到账"),
    "en": ("Apply", "Accept", "Approve", "Send", "Paid"),
}
CLAUSE = {"zh": "研发支持", "en": "R&D support"}
SHOTS = os.environ.get("GAOXIN_SHOTS", "")
"""A folder for screenshots of every page the journey looks at; "": none are made."""


class Journey:
    """A person in front of the browser."""

    def __init__(self, page: Page, site: Site, lang: str) -> None:
        self.page, self.site, self.lang = page, site, lang
        self.words = WORDS[lang]
        self.complaints: list[str] = []

    def become(self, person: str) -> None:
        self.site.act_as(self.page, person)

    def look(self, name: str) -> None:
        """What a person who cannot see, or looks at a phone, would complain of."""
        found = Axe().run(self.page)
        if found.violations_count:
            self.complaints.append(f"{name}: {found.generate_report()}")
        if SHOTS:
            for width in (390, 1440):
                self.page.set_viewport_size({"width": width, "height": 900})
                file = Path(SHOTS) / f"{name}.{self.lang}.{width}.png"
                self.page.screenshot(path=file, full_page=True)

    def press(self, step: str, *ticks: str) -> None:
        """Press the button of a step, ticking what its form asks for."""
        button = self.page.get_by_role("button", name=step, exact=True)
        form = self.page.locator("form").filter(has=button)
        for tick in ticks:
            form.get_by_label(self.words[tick]).check()
        form.get_by_role("button", name=step, exact=True).click()

    def done(self) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(self.words["done"])

    def open_first(self) -> None:
        """The first case of the inbox."""
        self.page.goto(f"{self.site.address}/inbox/")
        self.page.locator("td a").first.click()


def test_from_application_to_payment(
    page: Page, site: Site, lang: str, troubles: list[str]
) -> None:
    me = Journey(page, site, lang)
    apply, accept, approve, send, paid = STEPS[lang]
    page.goto(site.address)
    me.look("home")
    me.become("jia")
    page.get_by_role("link", name=me.words["policies"], exact=True).click()
    me.look("policies")
    article = page.locator("article").filter(has_text=CLAUSE[lang])
    article.get_by_role("link", name=me.words["apply"]).click()
    me.look("apply")
    page.get_by_label(me.words["cost"]).fill("800万元")
    page.get_by_role("button", name=me.words["start"]).click()
    me.look("case-draft")
    me.press(apply)  # without its papers
    expect(page.locator(".notes .error")).to_be_visible()
    me.press(apply, "papers")
    me.done()

    me.become("officer")
    me.look("inbox")
    me.open_first()
    me.press(accept)
    me.done()

    me.become("decider")
    me.open_first()
    me.press(approve)  # before the facts are verified
    expect(page.locator(".notes .error")).to_be_visible()
    me.press(approve, "verified")
    me.done()
    me.look("case-approved")
    expect(page.locator("main")).to_contain_text("50")

    for _ in range(5):
        page.goto(f"{site.address}/inbox/")
        page.get_by_role("button", name=me.words["next"]).click()

    me.become("payer")
    me.open_first()
    me.press(send, "sign")
    me.done()
    me.become("cashier")
    me.open_first()
    me.press(paid, "papers")
    me.done()
    me.look("order-paid")

    page.get_by_role("link", name=me.words["books"]).click()
    me.look("books")
    row = page.locator("tr").filter(has_text="已付支持")
    expect(row).to_contain_text("50")
    page.goto(f"{site.address}/registers/")
    me.look("registers")
    assert me.complaints == []
    assert troubles == []


def test_a_stranger_sees_nothing_of_a_case(page: Page, site: Site, lang: str) -> None:
    me = Journey(page, site, lang)
    me.become("jia")
    page.goto(f"{site.address}/apply/?clause=demo/application%23rd")
    page.get_by_label(me.words["cost"]).fill("800万元")
    page.get_by_role("button", name=me.words["start"]).click()
    address = page.url
    me.become("yi")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    answer = page.goto(f"{site.address}/books/")
    assert answer is not None
    assert answer.status == 403
