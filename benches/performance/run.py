#!/usr/bin/env python3
"""Everything measured side by side: our whole processes, other programs on the same files, floors, growth, hostile
texts, threads. Runs take turns; medians.

    cargo build --release && python3 benches/performance/run.py [--runs 7] [--packages 2000] [--write docs/performance.md]

Peers that are not installed are left out and named. Python peers: pip install python-docx docx2txt 'markitdown[docx]'
jieba pypdf pypdfium2; producers: typst reportlab and a Chromium. Memory is told by GNU time.
"""
import argparse
import datetime
import os
import pathlib
import platform
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

import inputs
import programs

YUSHEN = inputs.ROOT / "target/release/yushen"
GNU_TIME = "/usr/bin/time"
# A program that takes longer is run once only.
SLOW_MS = 5000
CHECK = ["--outline", "shangrao/construction", "--as-of", "2026-11-25", "--fail-on", "never"]
# With these a check ends with 0, or with 4 where some of the input could not be read.
DONE = (0, 4)


def once(command):
    """Milliseconds of one run. What fails is done sooner, so its time is none: ours ends the measurement, that of
    another program is left out and named."""
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    taken = (time.perf_counter() - start) * 1000
    is_ours = command[0] == YUSHEN
    if done.returncode in (DONE if is_ours else (0,)):
        return taken
    said = f"ended with {done.returncode}: {' '.join(map(str, command))[:200]}"
    if is_ours:
        sys.exit(said)
    print(said, file=sys.stderr)
    return None


def memory_of(command):
    """Peak MB of one run, by GNU time: what a child of ours reports would hold our own memory, too."""
    with tempfile.NamedTemporaryFile("r") as said:
        subprocess.run([GNU_TIME, "-f", "%M", "-o", said.name, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(said.read().split()[-1]) / 1024


def compare(commands, runs):
    """{name: (milliseconds, MB)}: medians of runs that take turns; memory of one further run."""
    first = {name: once(command) for name, command in commands.items()}
    taken = {name: [time_ms] for name, time_ms in first.items() if time_ms is not None}
    for _ in range(runs - 1):
        for name, times in taken.items():
            if times[0] < SLOW_MS:
                times.append(once(commands[name]) or times[0])
    return {name: (statistics.median(times), memory_of(commands[name])) for name, times in taken.items()}


def check(path, *more):
    return [YUSHEN, "check", path, *CHECK, *more]


def table(heads, rows):
    """Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join(["---"] * len(heads)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def ms(value):
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def beside(title, path, runs, more=None):
    """Rows for one file: ours, then the peers with their ratio to ours."""
    commands = {"yushen check": check(path), **programs.of(path)}
    measured = compare(commands, runs)
    measured.update(compare(more, 1) if more else {})
    ours = measured["yushen check"][0]
    for name, (time_ms, memory) in measured.items():
        ratio = "1" if name == "yushen check" else f"{time_ms / ours:.1f}"
        yield title if name == "yushen check" else "", name, ms(time_ms), ratio, f"{memory:.0f}"


def sizes(folder, runs):
    rows = []
    for pages in (20, 200, 1000):
        path = inputs.docx(folder / f"docx-{pages}.docx", pages // inputs.PAGES_OF_A_COPY)
        office = programs.libreoffice(path, folder) if pages == 200 else None
        rows += beside(f"docx 约 {pages} 页", path, runs, office)
    for pages in (20, 200):
        for producer, path in inputs.pdfs(folder, pages):
            rows += beside(f"pdf 约 {pages} 页（{producer}）", path, runs)
    rows += beside("Markdown 10 万字", inputs.markdown(folder / "long.md", 100_000), runs)
    rows += beside("30 个文件的申报包", inputs.package(folder / "package", 30), runs)
    return table(["文件", "程序", "毫秒", "与本程序之比", "内存 MB"], rows)


def startup(runs):
    example = inputs.FIXTURES / "proposal"
    commands = {
        "yushen --version": [YUSHEN, "--version"],
        "yushen explain SR-C07": [YUSHEN, "explain", "SR-C07"],
        "yushen check，6 页 docx": check(f"{example}.docx"),
        "yushen check，6 页 pdf": check(f"{example}.pdf"),
        "python3 -c pass": [sys.executable, "-c", "pass"],
    }
    rows = [(name, ms(time_ms), f"{memory:.0f}") for name, (time_ms, memory) in compare(commands, runs).items()]
    return table(["命令", "毫秒", "内存 MB"], rows)


def floors(folder, runs):
    """What the work on the 200 pages cannot be faster than, in process, beside the whole process."""
    path = inputs.docx(folder / "floors.docx", 200 // inputs.PAGES_OF_A_COPY)
    done = subprocess.run(["cargo", "bench", "--quiet", "--bench", "floors", "--", str(path)], cwd=inputs.ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"cargo bench --bench floors ended with {done.returncode}:\n{done.stderr[-800:]}")
    names = {"inflate": "只解压 document.xml", "tokenise": "只切分 XML（quick-xml）", "terms": "全部词语扫一遍正文", "copy": "复制内存"}
    rows = []
    for line in done.stdout.splitlines():
        name, time_ms, size = line.split("\t")
        speed = int(size) / 1e6 / float(time_ms)
        rows.append((names.get(name, name), f"{float(time_ms):.2f}", f"{int(size) / 1e6:.1f}", f"{speed:.2f}"))
    whole = compare({"whole": check(path)}, runs)["whole"][0]
    rows.append(("整个进程", ms(whole), "", ""))
    return table(["步骤", "毫秒", "MB", "GB/s"], rows)


def growth(folder, runs):
    rows = []
    for kind, make in (("docx", lambda n: inputs.docx(folder / f"growth-{n}.docx", 10 * n)),
                       ("md", lambda n: inputs.markdown(folder / f"growth-{n}.md", 50_000 * n))):
        files = {str(times): check(make(times)) for times in (1, 4, 16)}
        measured = compare(files, runs)
        first = measured["1"]
        rows += [(kind, f"{times}×", ms(time_ms), f"{time_ms / first[0]:.1f}", f"{memory:.0f}", f"{memory / first[1]:.1f}")
                 for times, (time_ms, memory) in measured.items()]
    return table(["格式", "输入", "毫秒", "时间之比", "内存 MB", "内存之比"], rows)


def hostile(folder):
    rows = []
    for what, path in inputs.adversarial(folder):
        time_ms, memory = compare({what: check(path)}, 3)[what]
        rows.append((what, f"{path.stat().st_size / 1e6:.1f}", ms(time_ms), f"{path.stat().st_size / 1e3 / time_ms:.1f}", f"{memory:.0f}"))
    return table(["内容", "MB", "毫秒", "MB/s", "内存 MB"], rows)


def threads(folder, count):
    """One thread, two, and two processes of one thread each: what the machine's second processor is worth."""
    paths = inputs.packages(folder / "packages", count)

    def command(paths, jobs, name):
        return [YUSHEN, "check", *paths, *CHECK, "--jobs", jobs, "--report", f"jsonl={folder / name}"]

    halves = [shlex.join(map(str, command(half, "1", f"{number}.jsonl"))) for number, half in enumerate((paths[::2], paths[1::2]))]
    both = ["sh", "-c", f"{halves[0]} & first=$!; {halves[1]} && wait $first"]
    commands = {"1": command(paths, "1", "out.jsonl"), "2": command(paths, "2", "out.jsonl"), "两个进程各 1": both}
    measured = compare(commands, 5)
    one = measured["1"][0]
    rows = [(jobs, ms(time_ms), f"{count / time_ms * 1000:.0f}", f"{one / time_ms:.2f}", f"{memory:.0f}")
            for jobs, (time_ms, memory) in measured.items()]
    return table(["线程", "毫秒", "申报包/秒", "加速", "内存 MB"], rows)


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    load = os.getloadavg()[0]
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    size = YUSHEN.stat().st_size / 1e6
    return (f"{datetime.date.today()}，{model}，{os.cpu_count()} 个处理器，{platform.system()} {platform.release()}，{compiler}；"
            f"开始时系统负载 {load:.1f}；程序文件 {size:.1f} MB")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--packages", type=int, default=2000)
    arguments.add_argument("--write", type=pathlib.Path)
    asked = arguments.parse_args()
    if not YUSHEN.exists():
        sys.exit("cargo build --release first")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        parts = {
            "整个进程，与别的程序在同样的文件上": lambda: sizes(folder, asked.runs),
            "启动": lambda: startup(asked.runs),
            "下限：200 页 docx": lambda: floors(folder, asked.runs),
            "增长：输入为 1、4、16 倍": lambda: growth(folder, asked.runs),
            "刁难的文本": lambda: hostile(folder),
            f"线程：{asked.packages} 个申报包，每个一份 6 页 docx": lambda: threads(folder, asked.packages),
        }
        body = ""
        for title, measure in parts.items():
            part = f"\n## {title}\n\n{measure()}"
            print(part, flush=True)
            body += part
    head = f"由 `python3 benches/performance/run.py` 生成，轮流运行 {asked.runs} 次取中位数（一次超过 {SLOW_MS // 1000} 秒的只运行一次）。{machine()}。\n"
    if programs.MISSING:
        head += f"\n未安装、因而没有测的：{'、'.join(sorted(programs.MISSING))}。\n"
    print(head)
    if asked.write:
        keep(asked.write, head + body)


def keep(path, measured):
    """What people wrote stays; what was measured is replaced."""
    mark = "<!-- 以下由程序生成 -->\n"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    written = before.split(mark)[0] if mark in before else "# 性能\n\n"
    path.write_text(written + mark + "\n" + measured, encoding="utf-8")


if __name__ == "__main__":
    main()
