#!/usr/bin/env python3
"""Reading measured against other readers; see README.md beside this file."""
import argparse
import collections
import datetime
import json
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata

import generate
import peers

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
YUSHEN = ROOT / "target/release/yushen"
RUNS = 7
PASSAGE = 8
# What text readers draw tables and lists with.
RULES = set("-=+|*_–—─│·•")
NUMBER = re.compile(r"^(第[一二三四五六七八九十\d]+[章节篇部分]+|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+([.．]\d+)*[.．、)）]?)\s*")


def bare(text):
    """The characters that a person sees, in one form."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not c.isspace() and c not in RULES and unicodedata.category(c) not in ("Cc", "Cf", "Co"))


def unnumbered(heading):
    """A heading without the number in front: automatic numbers are in no reader's text but ours."""
    return NUMBER.sub("", heading.strip())


def part_of(ours, theirs):
    """The part of their characters that ours hold, with repetition."""
    ours, theirs = collections.Counter(ours), collections.Counter(theirs)
    total = sum(theirs.values())
    return sum((ours & theirs).values()) / total if total else 1.0


def order(ours, theirs):
    """Of the passages that stand once in both, the part on the longest ascending run."""
    def unique(text):
        at = collections.defaultdict(list)
        for start in range(len(text) - PASSAGE + 1):
            at[text[start:start + PASSAGE]].append(start)
        return {passage: starts[0] for passage, starts in at.items() if len(starts) == 1}
    first, second = unique(theirs), unique(ours)
    places = [second[passage] for passage in sorted(first, key=first.get) if passage in second]
    return longest_ascending(places) / len(places) if places else 1.0


def longest_ascending(numbers):
    import bisect
    tails = []
    for number in numbers:
        at = bisect.bisect_left(tails, number)
        tails[at:at + 1] = [number]
    return len(tails)


def extract(path):
    """Our reading: text, headings, tables, what could not be read."""
    done = subprocess.run([YUSHEN, "extract", path, "--format", "json"], capture_output=True)
    found = json.loads(done.stdout or b"{}").get("documents", [])
    document = found[0] if found else {}
    blocks = document.get("blocks", [])
    headings = [block["text"] for block in blocks if block.get("kind") == "heading"]
    tables = [block for block in blocks if block["kind"] == "table"]
    return "\n".join(block["text"] for block in blocks), headings, tables, document.get("gaps", [])


def seconds(commands):
    """Median seconds of each command, run in turns."""
    runs = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            runs[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in runs.items()}


def precision_recall(ours, truth):
    form = lambda heading: bare(unnumbered(heading))
    ours, truth = collections.Counter(map(form, ours)), collections.Counter(map(form, truth))
    common = sum((ours & truth).values())
    return common / max(1, sum(ours.values())), common / max(1, sum(truth.values()))


def cells_found(tables, truth):
    """Cells of the known tables that some table of ours has at that place."""
    found = total = 0
    grids = [{(cell["row"], cell["column"]): bare(cell["text"]) for cell in table["cells"]} for table in tables]
    for wanted in truth:
        cells = {(r + 1, c + 1): bare(text) for r, row in enumerate(wanted) for c, text in enumerate(row) if bare(text)}
        total += len(cells)
        found += max((sum(grid.get(at) == text for at, text in cells.items()) for grid in grids), default=0)
    return found / total if total else 1.0


def measure(path, truth):
    """One row of the table."""
    text, headings, tables, gaps = extract(path)
    ours = bare(text)
    told = {name: bare(reader(path) or "") for name, reader in peers.readers(path).items()}
    told = {name: text for name, text in told.items() if text}
    best = max(told, key=lambda name: len(told[name]), default=None)
    row = {"file": path.name, "characters": len(ours), "best": best or "—", "gaps": len(gaps)}
    if best:
        row["part"] = part_of(ours, told[best])
        row["order"] = order(ours, told[peers.ORDER.get(path.suffix, best)] if peers.ORDER.get(path.suffix) in told else told[best])
    known = truth["headings"] if truth else peers.headings(path)
    if known:
        row["precision"], row["recall"] = precision_recall(headings, known)
    if truth:
        row["cells"] = cells_found(tables, truth["tables"])
    peer = peers.command(path)
    if peer:
        times = seconds({"ours": [YUSHEN, "extract", path], "peer": peer})
        row["time"] = times["ours"] / times["peer"]
    return row


def show(row):
    def percent(name):
        return f"{100 * row[name]:.2f} %" if name in row else "—"
    ratio = f"{row['time']:.2f}" if "time" in row else "—"
    return (f"| {row['file']} | {row['characters']} | {row['best']} | {percent('part')} | {percent('order')} | "
            f"{percent('precision')} / {percent('recall')} | {percent('cells')} | {row['gaps']} | {ratio} |")


HEAD = ("| 文件 | 字符 | 最好的同类 | 占其字符 | 顺序 | 标题 查准 / 查全 | 单元格 | 未读说明 | 时间比 |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    if not YUSHEN.exists():
        sys.exit("cargo build --release first")
    lines = ["## 由已知文本生成的文件", "", HEAD]
    with tempfile.TemporaryDirectory() as folder:
        for path, truth in generate.files(pathlib.Path(folder)):
            lines.append(show(measure(path, truth)))
    if options.folder:
        lines += ["", "## 真实文件", "", HEAD]
        files = [path for path in sorted(options.folder.iterdir()) if path.suffix in (".docx", ".pdf", ".doc", ".wps", ".ofd")]
        lines += [show(measure(path, None)) for path in files]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        head = (f"# 读取质量\n\n由 `python3 benches/reading/measure.py` 于 {datetime.date.today()} 在 "
                f"{platform.machine()}、{len(shutil.os.sched_getaffinity(0))} 核的机器上生成；各列含义见 `benches/reading/README.md`。\n\n")
        options.write.write_text(head + text, encoding="utf-8")


main()
