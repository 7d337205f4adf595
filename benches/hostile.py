#!/usr/bin/env python3
"""Checks that hostile files get the class that their manifest names.

    cargo build --release && python3 benches/hostile.py FOLDER

FOLDER holds manifest.tsv with the columns path, size, sha256, class, what. `must-report-error`: the reader says
what is wrong. `must-bound-resources`: it ends in 10 s and 1 GiB. `ok-with-text`: text was read. Every file: one
result, no panic. Exits with 1 when a file got another class.
"""
import collections
import csv
import json
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
YUSHEN = ROOT / "target/release/yushen"
SECONDS, BYTES = 10, 1 << 30


def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def check(path):
    """Exit code, report, standard error and seconds."""
    command = [YUSHEN, "check", path, "--outline", "common/hygiene", "--report", "json", "--quiet"]
    start = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * SECONDS, preexec_fn=bounded)
    except subprocess.TimeoutExpired:
        return None, {}, "hang", 2 * SECONDS
    report = json.loads(done.stdout) if done.stdout.strip() else {}
    return done.returncode, report, done.stderr.decode(errors="replace"), time.perf_counter() - start


def fault(wanted, path):
    """What is wrong with the outcome for a file of that class; nothing when it is right."""
    code, report, said, seconds = check(path)
    files = [file for package in report.get("packages", []) for file in package["files"]]
    notes = [note for file in files for note in file["notes"]]
    characters = sum(file["characters"] for file in files)
    if code is None or code not in range(5) or "panicked" in said or "程序内部出错" in said:
        return f"exit {code}: {said.strip()[:80]}"
    if seconds > SECONDS:
        return f"{seconds:.1f} s"
    if not files and not said.strip():
        return "no result"
    if wanted == "must-report-error" and not notes and not said.strip() and code not in (2, 3, 4):
        return "nothing is said"
    if wanted == "ok-with-text" and characters == 0:
        return "no text"
    return None


def main():
    folder = pathlib.Path(sys.argv[1])
    with open(folder / "manifest.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    counts, faults = collections.Counter(), 0
    for row in rows:
        counts[row["class"]] += 1
        wrong = fault(row["class"], folder / row["path"])
        if wrong:
            faults += 1
            print(f"{row['path']} ({row['class']}): {wrong}")
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    print(f"{len(rows)} files ({told}), {faults} of another class")
    sys.exit(1 if faults else 0)


main()
