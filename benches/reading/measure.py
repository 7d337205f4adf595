#!/usr/bin/env python3
"""Reading measured against other readers; see README.md beside this file."""
import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import generate
import peers
import truth
from truth import bare, form

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
YUSHEN = pathlib.Path(os.environ.get("YUSHEN", ROOT / "target/release/yushen"))
PASSAGE = 8
# The targets: name shown, and whether a row meets it (None: it does not apply).
TARGETS = {
    "字符": lambda row: None if "part" not in row else row["part"] >= 0.995 or row["gaps"] > 0,
    "标题": lambda row: None if "precision" not in row else min(row["precision"], row["recall"]) >= 0.97,
    "单元格": lambda row: None if "cells" not in row else row["cells"] >= 0.98,
    "时间": lambda row: None if "time" not in row else row["time"] <= row["time_allowed"],
    "内存": lambda row: row["memory"] <= 8 * row["bytes"] / 2**20 + 20,
}


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
    headings = [(block["level"], block["text"]) for block in blocks if block.get("kind") == "heading"]
    tables = [block for block in blocks if block["kind"] == "table"]
    gaps = [gap for gap in document.get("gaps", []) if gap["hides_content"]]
    return "\n".join(block["text"] for block in blocks), headings, tables, gaps


def seconds(commands, count):
    """Median seconds of each whole process, run in turns."""
    told = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            told[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in told.items()}


def peak(command):
    """Peak memory of a process in MiB. Through `time`: a child of ours would count our own memory until it starts."""
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(done.stderr.split()[-1]) / 1024


def precision_recall(ours, known):
    # A number without words is left out on both sides.
    ours, known = (collections.Counter(filter(None, map(form, titles))) for titles in (ours, known))
    common = sum((ours & known).values())
    return common / max(1, sum(ours.values())), common / max(1, sum(known.values()))


def compared(path, headings, generated, texts):
    """The known headings of a file, and those of ours that they judge."""
    if generated:
        return generated["headings"], headings
    known = truth.named(path, texts)
    return known, truth.within_reach(headings, known)


def cells_found(tables, known):
    """Cells of the known tables that some table of ours has at that place."""
    found = total = 0
    grids = [{(cell["row"], cell["column"]): bare(cell["text"]) for cell in table["cells"]} for table in tables]
    for wanted in known:
        cells = {(r + 1, c + 1): bare(text) for r, row in enumerate(wanted) for c, text in enumerate(row) if bare(text)}
        total += len(cells)
        found += max((sum(grid.get(at) == text for at, text in cells.items()) for grid in grids), default=0)
    return found / total if total else 1.0


def measure(path, name, generated, count):
    """One row of the table; `generated` is what is known of a generated file."""
    text, headings, tables, gaps = extract(path)
    ours = bare(text)
    texts = {peer: reader(path) or "" for peer, reader in peers.readers(path).items()}
    told = {peer: bare(text) for peer, text in texts.items() if bare(text)}
    best = max(told, key=lambda peer: len(told[peer]), default=None)
    row = {"file": name, "characters": len(ours), "bytes": len(text.encode()), "best": best or "—", "gaps": len(gaps)}
    if best:
        row["part"] = part_of(ours, told[best])
        row["order"] = order(ours, told.get(peers.ORDER.get(path.suffix), told[best]))
    known, judged = compared(path, headings, generated, list(texts.values()))
    if known:
        row["precision"], row["recall"] = precision_recall([text for _, text in judged], known)
        row["unjudged"] = len(headings) - len(judged)
    if generated:
        row["cells"] = cells_found(tables, generated["tables"])
    weigh(path, row, count)
    missed = [target for target, is_met in TARGETS.items() if is_met(row) is False]
    row["verdict"] = "未达到：" + "、".join(missed) if missed else "达到"
    return row


def weigh(path, row, count):
    """Time and memory, beside the peer's process or, for docx, beside the least work that there is."""
    commands = {"ours": [YUSHEN, "extract", path], "start": [YUSHEN, "--version"]}
    peer = peers.command(path)
    if peer:
        commands["peer"] = peer
    took = seconds(commands, count)
    row["memory"] = peak(commands["ours"])
    if path.suffix == ".docx":
        row["time"], row["time_allowed"] = max(0, took["ours"] - took["start"]) / peers.floor(path, count), 2.5
    elif peer:
        row["time"], row["time_allowed"] = took["ours"] / took["peer"], 0.6
    if peer:
        row["peer_memory"] = peak(peer)


def show(row):
    def percent(name):
        return f"{100 * row[name]:.2f} %" if name in row else "—"
    ratio = f"{row['time']:.2f}" if "time" in row else "—"
    memory = f"{row['memory']:.0f}" + (f" / {row['peer_memory']:.0f}" if "peer_memory" in row else "")
    headings = f"{percent('precision')} / {percent('recall')}" if "precision" in row else "—"
    if row.get("unjudged"):
        headings += f"（{row['unjudged']} 条不判）"
    return (f"| {row['file']} | {row['characters']} | {row['best']} | {percent('part')} | {percent('order')} | "
            f"{headings} | {percent('cells')} | {row['gaps']} | {ratio} | {memory} | {row['verdict']} |")


HEAD = ("| 文件 | 字符 | 最好的同类 | 占其字符 | 顺序 | 标题 查准 / 查全 | 单元格 | 未读说明 | 时间比 | 内存 MiB | 目标 |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")

ABOUT = """# 读取质量

我们读到的内容与其他程序读到的相比。一条命令重做：

    cargo build --release && python3 benches/reading/measure.py 文件夹 --write docs/reading.md

文件夹中放真实文件（docx、pdf、doc、wps、ofd 等）；不给文件夹则只测生成的文件。没有安装的程序不参加比较。

本页于 {date} 在 {machine}、{cores} 核的机器上生成，当时的平均负载为 {load:.0f}（高于核数时，时间比只能参考）。

## 各列是什么

- **字符**：读到的字符数，不计空白、线条和控制字符，兼容字形先归一。
- **最好的同类**：读到字符最多的程序。pdf 为 pdftotext、pdfium；docx 为 python-docx、pandoc、LibreOffice；doc、wps、rtf、html 为 LibreOffice；ofd 为其 XML 中的全部文字。
- **占其字符**：它读到的字符（重复的按次数计）中，我们也读到的部分。目标：不低于 99.5 %，或在“未读说明”中说明。
- **顺序**：双方都恰好出现一次的八字片段中，先后次序一致的部分。
- **标题 查准 / 查全**：与已知的标题（生成的文件）或文件自己标明的标题（docx、pdf，规则见下）相比，编号不计。目标：均不低于 97 %。
- **单元格**：已知表格中，文字、行、列都对的单元格。目标：不低于 98 %。
- **未读说明**：我们说明有内容没有读到的条数（扫描页、无法识别的字符等）。
- **时间比**：pdf 为整个进程与 pdftotext 之比（目标 ≤ 0.6）；docx 为扣除启动后的时间与解压并用 expat 逐个读出同一批 XML 之比（目标 ≤ 2.5）。{runs} 次交替运行的中位数。
- **内存**：我们的进程的峰值 / 同类进程的峰值（pdftotext、pandoc），由 GNU time 测得。目标：不超过文字字节数的 8 倍加 20 MiB。
- **目标**：以上目标是否都达到，没有达到的写明是哪几项。

## 真实文件的标题以什么为准

真实文件没有人工标注，以文件自己标明的为准，各文件规则相同，只看文件和其他程序读到的，不看我们读到的（第 6 条用到我们的层级）：

1. docx：有大纲级别（段落自己的或其样式的，即 Word 导航窗格所示）的段落，以及样式名为“标题 1”“一级标题”“一级条标题”“章标题”等的段落；
   样式名为“标题…”而无级别的是封面标题，不算。
2. 与这些标题同一序列编号的段落也算：自动编号的，同一列表、同一级；手工编号的，除末一段外编号相同（已标明 6.1.2，则 6.1.1 也是）。
3. pdf：书签；文字在任何程序读到的正文中都找不到的书签不算，超过一行（40 字）且断在行中的是段落的开头，也不算。
4. 目录页另外列出、正文中又独占一行的，也算。
5. 无论怎样标明都不算的：只有编号没有文字的（我们的也不计），目录页的标题，句子（去掉编号后超过 20 字，以句号、分号或叹号结尾）。
6. 查准只看到文件标明的深度：在前后两个已标明的标题之间、层级比两者都深的，文件没有标到那里，不判，条数写在括号中。

## 已知读不全的

- 字形重叠绘制（加粗、阴影）的 pdf，同类按两次计，我们按一次计，“占其字符”因此低于 100 %。
- 跨页重复的表头、目录的点线我们只读一次或不读，同类每页都计：长表格多的 pdf 因此明显低于 100 %。ofd 模板中同一处画两遍的文字同此；
  pandoc 把图片的网址也算作文字。
- 没有框线的表格只在各列对齐明显时才认出。
- 字体既无 Unicode 对照、又未嵌入可反查字形的，计入“未读说明”，不猜。
- 扫描页没有文字层，不加 `--ocr` 时只说明，不识别；识别的质量取决于所装的 tesseract，不在本表中。

"""


def real_files(folder):
    """The files of a folder with names that say only their format and number."""
    count = collections.Counter()
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if suffix in peers.READABLE:
            count[suffix] += 1
            name = f"{suffix[1:]}-{count[suffix]:02}"
            print(f"{name}: {path.name}", file=sys.stderr)
            yield path, name


def summary(rows):
    missed = collections.Counter()
    for row in rows:
        missed.update(target for target, is_met in TARGETS.items() if is_met(row) is False)
    asked = {target: sum(is_met(row) is not None for row in rows) for target, is_met in TARGETS.items()}
    parts = [f"{target} {asked[target] - missed[target]} / {asked[target]}" for target in TARGETS if asked[target]]
    return "达到目标的文件：" + "，".join(parts) + "。"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=7, help="runs of each program, for time and memory")
    options = parser.parse_args()
    if not YUSHEN.exists():
        sys.exit("cargo build --release first")
    tables, load = [], os.getloadavg()[2]
    with tempfile.TemporaryDirectory() as folder:
        made = [(path, path.name, known) for path, known in generate.files(pathlib.Path(folder))]
        tables.append(("由已知文本生成的文件", [told(measure(*each, options.runs)) for each in made]))
    if options.folder:
        rows = [told(measure(path, name, None, options.runs)) for path, name in real_files(options.folder)]
        tables.append(("真实文件", rows))
    text = "\n".join(f"## {title}\n\n{summary(rows)}\n\n{HEAD}\n" + "\n".join(map(show, rows)) + "\n" for title, rows in tables)
    print(text)
    if options.write:
        about = ABOUT.format(date=datetime.date.today(), machine=platform.machine(), cores=len(os.sched_getaffinity(0)), runs=options.runs, load=load)
        options.write.write_text(about + text, encoding="utf-8")


def told(row):
    """The row, shown while the others are still being measured."""
    print(show(row), file=sys.stderr, flush=True)
    return row


main()
