#!/usr/bin/env python3
"""Reports read by the programs that they are for: schemas, a JUnit reader, spreadsheet programs.

usage: consumers.py PROGRAM INPUT... [--sarif-schema FILE] [--multitool PROGRAM] [--rdformat PROGRAM]

Needs `pip install jsonschema junitparser openpyxl` and LibreOffice. The schema is that of SARIF 2.1.0; the
programs are those of npm's @microsoft/sarif-multitool and @umbrelladocs/rdformat-validator. Prints what each
counts; ends with an error where two disagree.
"""

import argparse
import collections
import csv
import json
import pathlib
import subprocess
import tempfile

import jsonschema
import junitparser
import openpyxl

STATUSES = {"met": "符合", "unmet": "不符合", "doubtful": "待核实", "unreadable": "无法检查", "inapplicable": "不适用"}
FORMATS = ["json", "sarif", "gitlab", "junit", "rdjson", "xlsx"]


def valid(instance, schema_path):
    schema = json.loads(pathlib.Path(schema_path).read_text("utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(instance)


def sheet_csv(book, number, folder):
    """A sheet as LibreOffice writes it to CSV."""
    target = f'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{number}'
    convert = ["soffice", "--headless", "--convert-to", target, "--outdir", folder, book]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    [written] = pathlib.Path(folder).glob("*.csv")
    rows = list(csv.DictReader(written.open(encoding="utf-8", newline="")))
    written.unlink()
    return rows


def is_given(asked, name):
    """Whether there is something to check with; says what is skipped without it."""
    is_there = getattr(asked, name) is not None
    if not is_there:
        print(f"skipped: no --{name.replace('_', '-')}")
    return is_there


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("input", nargs="+")
    parser.add_argument("--sarif-schema")
    parser.add_argument("--multitool")
    parser.add_argument("--rdformat")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: pathlib.Path(folder) / f"report.{name}" for name in FORMATS}
        reports = [part for name, path in paths.items() for part in ("--report", f"{name}={path}")]
        ended = subprocess.run([asked.program, "check", *asked.input, *reports], stdout=subprocess.DEVNULL)
        assert ended.returncode in (0, 1, 4), ended.returncode
        load = lambda name: json.loads(paths[name].read_text("utf-8"))
        packages = load("json")["packages"]
        findings = [finding for package in packages for finding in package["findings"]]
        statuses = collections.Counter(r["status"] for package in packages for r in package["results"])
        print(f"model: {len(packages)} packages, {len(findings)} findings, {dict(statuses)}")

        log = load("sarif")
        if is_given(asked, "sarif_schema"):
            valid(log, asked.sarif_schema)
        if is_given(asked, "multitool"):
            said = subprocess.run([asked.multitool, "validate", paths["sarif"]], capture_output=True, text=True)
            assert said.returncode == 0 and " error " not in said.stdout, said.stdout
        results = [result for run in log["runs"] for result in run["results"]]
        assert sum("partialFingerprints" in result for result in results) == len(findings)
        print(f"sarif: {len(log['runs'])} runs, {len(results)} results")

        diagnostics = load("rdjson")
        if is_given(asked, "rdformat"):
            subprocess.run([asked.rdformat, "--strict", paths["rdjson"]], check=True, stdout=subprocess.DEVNULL)
        assert len(diagnostics["diagnostics"]) == len(findings)

        entries = load("gitlab")
        assert len({entry["fingerprint"] for entry in entries}) == len(findings)

        suites = junitparser.JUnitXml.fromfile(str(paths["junit"]))
        cases = [case for suite in suites for case in suite]
        failed = sum(any(isinstance(part, junitparser.Failure) for part in case.result) for case in cases)
        assert (len(cases) - suites.errors, failed) == (sum(statuses.values()), suites.failures)
        print(f"junit: {len(cases)} cases, {suites.failures} failures, {suites.skipped} skipped")

        book = openpyxl.load_workbook(paths["xlsx"])
        formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not formulas and book["问题"].max_row == len(findings) + 1
        rows = sheet_csv(paths["xlsx"], 3, folder)
        assert collections.Counter(row["状态"] for row in rows) == {STATUSES[s]: n for s, n in statuses.items()}
        rows = sheet_csv(paths["xlsx"], 2, folder)
        assert collections.Counter(row["指纹"] for row in rows) == collections.Counter(f["fingerprint"] for f in findings)
        print(f"xlsx: {[(sheet.title, sheet.max_row - 1) for sheet in book]}")


if __name__ == "__main__":
    main()
