#!/usr/bin/env python3
"""Whole processes side by side: yushen against pdftotext, and its own start-up. Medians of interleaved runs.

    cargo build --release && python3 benches/process.py [FILE.pdf ...]

Needs pdftotext (poppler-utils). Files of one's own may be named; the example is always measured.
"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
YUSHEN = ROOT / "target/release/yushen"
RUNS = 11
OUTLINE = ["--outline", "shangrao/construction"]


def once(command):
    """Seconds and peak memory in MB of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def compare(commands):
    """Median seconds and memory of each command, run in turns."""
    runs = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            runs[name].append(once(command))
    return {name: tuple(statistics.median(column) for column in zip(*rows)) for name, rows in runs.items()}


def long_docx(path, copies):
    """The example's body over and over: about 200 pages with 40 copies."""
    source = ROOT / "fixtures/construction/proposal.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                head, rest = data.split(b"<w:body>", 1)
                body, tail = rest.rsplit(b"<w:sectPr", 1)
                data = head + b"<w:body>" + body * copies + b"<w:sectPr" + tail
            new.writestr(item, data)


def main():
    if not YUSHEN.exists():
        sys.exit("cargo build --release first")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        docx = pathlib.Path(folder) / "long.docx"
        long_docx(docx, 40)
        alone = {
            "--version": [YUSHEN, "--version"],
            "explain SR-C07": [YUSHEN, "explain", "SR-C07"],
            "check, docx of 200 pages": [YUSHEN, "check", docx, *OUTLINE],
            "check, docx of 6 pages": [YUSHEN, "check", ROOT / "fixtures/construction/proposal.docx", *OUTLINE],
        }
        for name, (seconds, memory) in compare(alone).items():
            print(f"{name:<40} {seconds * 1000:8.1f} ms {memory:7.1f} MB")
    for pdf in [str(ROOT / "fixtures/construction/proposal.pdf"), *sys.argv[1:]]:
        pair = compare({"ours": [YUSHEN, "check", pdf, *OUTLINE], "pdftotext": ["pdftotext", pdf, "-"]})
        ours, theirs = pair["ours"], pair["pdftotext"]
        name = pathlib.Path(pdf).name
        print(f"check {name:<34} {ours[0] * 1000:8.1f} ms {ours[1]:7.1f} MB   {ours[0] / theirs[0]:5.2f} × pdftotext ({theirs[0] * 1000:.1f} ms)")


main()
