"""Members of staff at their browsers, and what they do on a step of the guide."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from shared.contracts.requests import session
from shared.contracts.vocabulary import Phase
from tests.e2e.browser import DESKTOP, context, sign_in, speak
from tests.e2e.stage import USERNAMES, Conversation

# Chromium itself writes the status of a refused request into the console.
STATUS = "Failed to load resource"


@dataclass
class Desks:
    """Each person has a browser of their own; what goes wrong in any of them is kept."""

    browser: Browser
    url: str
    flaws: list[str] = field(default_factory=list)
    opened: list[BrowserContext] = field(default_factory=list)

    def of(self, name: str, size: tuple[int, int] = DESKTOP, *, scripts: bool = True) -> Page:
        """A page of somebody who has just signed in, in Finnish."""
        made = self.empty(size, scripts=scripts)
        page = made.new_page()
        sign_in(page, USERNAMES[name])
        speak(made, self.url, "fi")
        return page

    def empty(self, size: tuple[int, int] = DESKTOP, *, scripts: bool = True) -> BrowserContext:
        """A browser in which nobody has signed in."""
        made = context(self.browser, self.url, "fi", size, scripts=scripts)
        self.opened.append(made)
        made.on("weberror", lambda error: self.flaws.append(str(error.error)))
        made.on("console", lambda said: self.heard(said.type, said.text))
        return made

    def heard(self, kind: str, text: str) -> None:
        """Something was written into a console."""
        if kind in ("error", "warning") and STATUS not in text:
            self.flaws.append(text)

    def close(self) -> None:
        """Close all browsers; what went wrong in them fails the test."""
        for made in self.opened:
            made.close()
        assert self.flaws == [], self.flaws


def student_of(talk: Conversation) -> str:
    """The name of a student of the conversation."""
    return talk.booked.student_names[0]


def lecturer_of(talk: Conversation) -> str:
    """The name of its lecturer."""
    return talk.booked.lecturer_name


def step(talk: Conversation, phase: Phase = Phase.WELLBEING) -> str:
    """The path of a step."""
    return f"/sessions/{talk.session_id}/{phase.value}"


def note_of(talk: Conversation, phase: Phase = Phase.WELLBEING) -> str:
    """The note that is kept."""
    phases: tuple[session.PhaseView, ...] = talk.student(session.Session(talk.session_id)).phases
    return next(each.note for each in phases if each.phase is phase)


def notes(page: Page) -> Locator:
    """The field of the notes."""
    return page.locator("#notes")


def state(page: Page, form: str = "notes-form") -> Locator:
    """The one place that says how the form stands."""
    return page.locator(f"[data-save-for={form}]")


def expect_state(page: Page, wanted: str, form: str = "notes-form") -> None:
    """Wait until the form stands so."""
    expect(state(page, form)).to_have_attribute("data-save-state", wanted)


def write(page: Page, words: str) -> None:
    """Type after what stands in the notes."""
    notes(page).press("Control+End")
    notes(page).press_sequentially(words)


def saved(page: Page, words: str) -> None:
    """Type into the notes, and wait until they are saved."""
    write(page, words)
    expect_state(page, "saved")
