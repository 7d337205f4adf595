#!/usr/bin/env python3
"""Draws report-xlsx.png: the findings of the faulty example as LibreOffice shows them.

usage: report_xlsx.py PROGRAM   (needs soffice and pdftoppm)
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

PICTURE = pathlib.Path(__file__).resolve().parents[1] / "pictures" / "report-xlsx"
EXAMPLE = PICTURE.parents[2] / "fixtures" / "construction" / "faulty.docx"
FINDINGS_PAGE = "2"


def main(program):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(EXAMPLE, folder / "方案.docx")
        arguments = ["check", "方案.docx", "--as-of", "2026-11-25", "--quiet", "--report", "xlsx=预审.xlsx"]
        ended = subprocess.run([program, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
        assert ended.returncode == 1, "the example has findings"
        convert = ["soffice", "--headless", "--convert-to", "pdf", "预审.xlsx"]
        subprocess.run(convert, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        page = ["-r", "110", "-f", FINDINGS_PAGE, "-l", FINDINGS_PAGE, "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *page, "预审.pdf", str(PICTURE)], cwd=folder, check=True)
    size = PICTURE.with_suffix(".png").stat().st_size
    assert size < 300_000, f"{size} bytes are too many for a picture in the documentation"


if __name__ == "__main__":
    main(sys.argv[1])
