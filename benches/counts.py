#!/usr/bin/env python3
"""Instructions of the main paths against those kept in counts.tsv: the same whatever else the machine does.

    cargo build --release
    python3 benches/counts.py            # fails where a path takes 5 % more
    python3 benches/counts.py --write    # keeps the new counts; the commit says why

Needs valgrind. The counts hold for one compiler and one kind of processor; where the compiler is another one,
take them anew before a change, not after it.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "performance"))
import inputs  # noqa: E402

YUSHEN = HERE.parent / "target/release/yushen"
KEPT = HERE / "counts.tsv"
ALLOWED = 1.05
# Exit codes of a run that did its work: findings are work, too.
DONE = (0, 1, 4)
CHECK = ["--outline", "shangrao/construction", "--as-of", "2026-11-25", "--jobs", "1"]


def paths(folder):
    """{name: arguments}"""
    example = inputs.FIXTURES / "proposal"
    docx, markdown = inputs.docx(folder / "long.docx", 40), inputs.markdown(folder / "long.md", 100_000)
    return {
        "version": ["--version"],
        "explain": ["explain", "SR-C07"],
        "check-docx-6-pages": ["check", f"{example}.docx", *CHECK],
        "check-docx-200-pages": ["check", docx, *CHECK],
        "check-pdf-6-pages": ["check", f"{example}.pdf", *CHECK],
        "check-markdown-100000-characters": ["check", markdown, *CHECK],
        "check-docx-200-pages-json": ["check", docx, *CHECK, "--report", "json"],
        "extract-docx-200-pages": ["extract", docx],
        "facts-markdown-100000-characters": ["facts", markdown],
    }


def count(arguments, folder):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'out'}", YUSHEN, *arguments]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder)
    if ended.returncode not in DONE:
        sys.exit(f"{' '.join(map(str, arguments))} ended with {ended.returncode}:\n{ended.stderr[-800:]}")
    found = re.search(r"Collected : (\d+)", ended.stderr)
    return int(found[1]) if found else sys.exit(f"callgrind counted nothing:\n{ended.stderr[-800:]}")


def kept():
    """Compiler and {name: count} of the file."""
    rows = [line.split("\t") for line in KEPT.read_text(encoding="utf-8").splitlines()] if KEPT.exists() else []
    known = dict(row for row in rows if len(row) == 2)
    return known.pop("compiler", None), {name: int(value) for name, value in known.items()}


def main():
    if not shutil.which("valgrind"):
        sys.exit("valgrind is not installed: nothing was counted")
    if not YUSHEN.exists():
        sys.exit("build first, as told at the head of this file")
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    known_compiler, known = kept()
    if known and known_compiler != compiler:
        print(f"the kept counts are of {known_compiler}, this is {compiler}: differences may be the compiler's\n")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        counts = {name: count(arguments, folder) for name, arguments in paths(folder).items()}
    slower = []
    for name, now in counts.items():
        before = known.get(name)
        change = f"{100 * now / before - 100:+.1f} %" if before else "new"
        print(f"{name:<36} {now:>14,} {change:>9}")
        if before and now > before * ALLOWED:
            slower.append(name)
    if "--write" in sys.argv:
        rows = [("compiler", compiler), *counts.items()]
        KEPT.write_text("".join(f"{name}\t{value}\n" for name, value in rows), encoding="utf-8")
    elif slower:
        sys.exit(f"\nmore than 5 % more instructions: {', '.join(slower)}\n"
                 "make it faster again, or keep the new counts with --write and say in the commit what they buy")


main()
