"""The same words as a simple page, for mail readers that show one."""

from __future__ import annotations

import re
from html import escape

from shared.contracts.vocabulary import Language

LINK = re.compile(r"(?P<label>[^:\n]+): (?P<url>https?://\S+)")
ITEM = "– "

PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{subject}</title></head>
<body style="margin:0;padding:24px 12px;background:#FBF9F4;color:#1E2A26;font:17px/1.5 sans-serif">
<div style="max-width:34em;margin:0 auto;padding:24px;background:#FFFFFF;border:1px solid #D9D5CA;border-radius:8px">
{body}
</div>
</body>
</html>
"""
BUTTON = (
    '<a href="{url}" style="display:inline-block;padding:11px 20px;border-radius:8px;background:#1D5645;'
    'color:#FFFFFF;text-decoration:none;font-weight:bold">{label}</a>'
)


def html_letter(subject: str, text: str, language: Language, public_url: str) -> str:
    """A page with the text's paragraphs and lists; only links to our own pages become links."""
    blocks = [block for block in re.split(r"\n{2,}", text.strip()) if block]
    body = "\n".join(block_html(block.split("\n"), public_url) for block in blocks)
    return PAGE.format(language=language.value, subject=escape(subject), body=body)


def block_html(lines: list[str], public_url: str) -> str:
    """A paragraph, or a list where every line is an item."""
    if all(line.startswith(ITEM) for line in lines):
        items = "".join(f"<li>{escape(line.removeprefix(ITEM))}</li>" for line in lines)
        return f'<ul style="padding-left:1.2em">{items}</ul>'
    return f"<p>{'<br>'.join(line_html(line, public_url) for line in lines)}</p>"


def line_html(line: str, public_url: str) -> str:
    """A line; «label: our address» becomes a button."""
    found = LINK.fullmatch(line)
    if found and found["url"].startswith(f"{public_url}/"):
        return BUTTON.format(url=escape(found["url"]), label=escape(found["label"]))
    return escape(line)
