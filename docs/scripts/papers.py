#!/usr/bin/env python3
"""Draws docs/pictures/new.png and docs/pictures/report-opinion.png: what the program writes, as LibreOffice shows it.

    cargo build --release && python3 docs/scripts/papers.py [PROGRAM]

Needs LibreOffice, pdftoppm (poppler-utils) and Pillow. Each picture shows a few pages side by side.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/yushen")
DOTS_PER_INCH = 60
COLOURS = 32


def pages(docx: Path) -> list[Image.Image]:
    """The pages of a docx as pictures."""
    folder = docx.parent
    # A profile of its own: one that is open elsewhere lets nobody else in.
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, docx], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", docx.with_suffix(".pdf"), folder / docx.stem],
                   check=True)
    return [Image.open(page).convert("RGB") for page in sorted(folder.glob(f"{docx.stem}-*.png"))]


def page_with(docx: Path, words: str) -> int:
    """Index of the first page that holds the words."""
    command = ["pdftotext", docx.with_suffix(".pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return next(at for at, page in enumerate(text.split("\f")) if words in page)


def draw(chosen: list[Image.Image], name: str) -> None:
    """The pages side by side on grey."""
    gap = 12
    width = sum(page.width for page in chosen) + gap * (len(chosen) + 1)
    sheet = Image.new("RGB", (width, chosen[0].height + 2 * gap), "#c8c8c8")
    left = gap
    for page in chosen:
        sheet.paste(page, (left, gap))
        left += page.width + gap
    sheet.quantize(COLOURS).save(ROOT / "docs/pictures" / name, optimize=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        skeleton = Path(folder) / "skeleton.docx"
        subprocess.run([PROGRAM, "new", "shangrao/construction", "-o", skeleton], check=True, cwd=ROOT)
        shown = pages(skeleton)
        draw([shown[0], shown[2], shown[page_with(skeleton, "投资概算表")]], "new.png")
        letter = Path(folder) / "letter.docx"
        # The example has faults: the exit code says so.
        subprocess.run([PROGRAM, "check", "fixtures/construction/faulty.docx", "--as-of", "2026-11-25",
                        "--report", f"opinion={letter}", "--quiet", "--fail-on", "never"], check=True, cwd=ROOT,
                       stdout=subprocess.DEVNULL)
        draw(pages(letter)[:2], "report-opinion.png")


if __name__ == "__main__":
    main()
