"""Takes a picture of every page of a running demo: python -m tests.e2e.screenshots --url … (make screenshots)."""

from __future__ import annotations

from pathlib import Path

import click

from tests.e2e.browser import DESKTOP, PHONE, chromium, context, sign_in, speak
from tests.e2e.tour import Stop, Tour


@click.command()
@click.option("--url", default="http://127.0.0.1:8800", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/screenshots"), show_default=True)
@click.option("--language", "languages", type=click.Choice(["fi", "sv", "en"]), multiple=True, default=["fi"])
@click.option("--only", default="", help="Pages whose name holds this text.")
def main(url: str, folder: Path, languages: tuple[str, ...], only: str) -> None:
    """Take the pictures, on a desktop and on a phone."""
    folder.mkdir(parents=True, exist_ok=True)
    stops = [stop for stop in Tour(url).stops() if only in stop.name]
    by_user: dict[str | None, list[Stop]] = {}
    for stop in stops:
        by_user.setdefault(stop.username, []).append(stop)
    with chromium() as browser:
        for language in languages:
            for size, device in ((DESKTOP, "desktop"), (PHONE, "phone")):
                for username, seen in by_user.items():
                    made = context(browser, url, language, size)
                    page = made.new_page()
                    if username:
                        sign_in(page, username)
                    speak(made, url, language)
                    for stop in seen:
                        page.goto(stop.path, wait_until="load")
                        page.wait_for_timeout(150)
                        page.screenshot(path=folder / f"{stop.name}.{language}.{device}.png", full_page=True)
                    made.close()
    click.echo(f"{len(stops)} pages, in {folder}")


if __name__ == "__main__":
    main()
