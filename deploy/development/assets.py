"""Puts what npm installed and pages serve into the gateway's static/vendor folder."""

import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "services" / "gateway" / "static" / "vendor"
ICONS = Path(__file__).with_name("icons.txt")

FACE = "atkinson-hyperlegible-next"
FONT = f"@fontsource-variable/{FACE}"
SVG = "http://www.w3.org/2000/svg"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "licenses/htmx.txt",
    f"{FONT}/LICENSE": "licenses/atkinson-hyperlegible-next.txt",
    "lucide-static/LICENSE": "licenses/lucide.txt",
} | {
    f"{FONT}/files/{FACE}-{script}-wght-{style}.woff2": f"fonts/atkinson-{script}-{style}.woff2"
    for script in ("latin", "latin-ext")
    for style in ("normal", "italic")
}


def copy_files(modules: Path, vendor: Path) -> None:
    """Copies scripts, fonts and their licences to fixed names."""
    for source, target in FILES.items():
        destination = vendor / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, destination)


def sprite(folder: Path, names: list[str]) -> str:
    """One SVG with a symbol for each named icon, drawn in the colour of the text around it."""
    sheet = ET.Element(f"{{{SVG}}}svg")
    for name in names:
        drawing = ET.parse(folder / f"{name}.svg").getroot()
        drawing.tag = f"{{{SVG}}}symbol"
        for size in ("width", "height", "class"):
            drawing.attrib.pop(size, None)
        drawing.set("id", name)
        sheet.append(drawing)
    ET.register_namespace("", SVG)
    return ET.tostring(sheet, encoding="unicode") + "\n"


def main() -> int:
    """Makes the folder anew; 1 with a sentence when npm has not installed something."""
    names = ICONS.read_text(encoding="utf-8").split()
    icons = MODULES / "lucide-static" / "icons"
    try:
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_files(MODULES, VENDOR)
        (VENDOR / "icons.svg").write_text(sprite(icons, names), encoding="utf-8")
        for name in names:
            (VENDOR / "icons").mkdir(exist_ok=True)
            shutil.copyfile(icons / f"{name}.svg", VENDOR / "icons" / f"{name}.svg")
    except FileNotFoundError as missing:
        print(f"{missing.filename} is missing: run make assets.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
