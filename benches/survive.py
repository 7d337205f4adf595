#!/usr/bin/env python3
"""Checks every file below a folder in a fresh process with 10 s and 1 GiB; prints what broke.

    cargo build --release && python3 benches/survive.py FOLDER

One result each: an exit code from 0 to 4, output on stdout or a message on stderr, no panic, no signal.
Exits with 1 when a file broke that.
"""
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
YUSHEN = ROOT / "target/release/yushen"
SECONDS, BYTES = 10, 1 << 30


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES * 2, BYTES * 2))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 2, SECONDS * 2))


def run(path):
    start = time.perf_counter()
    command = [YUSHEN, "check", path, "--outline", "shangrao/construction", "--report", "json"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limits)
    try:
        out, err = child.communicate(timeout=SECONDS * 2)
    except subprocess.TimeoutExpired:
        child.kill()
        return "hang", SECONDS * 2, 0
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    seconds = time.perf_counter() - start
    broken = []
    if child.returncode not in range(5):
        broken.append(f"exit {child.returncode}")
    if b"panicked" in err:
        broken.append("panic")
    if not out.strip() and not err.strip():
        broken.append("no result")
    if seconds > SECONDS:
        broken.append(f"{seconds:.1f} s")
    return ", ".join(broken), seconds, memory


def main():
    files = [path for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")) if path.is_file() and path.name != "manifest.tsv"]
    bad = slowest = most = 0
    for path in files:
        broken, seconds, memory = run(path)
        slowest, most = max(slowest, seconds), max(most, memory)
        if broken:
            bad += 1
            print(f"{path}: {broken}")
    print(f"{len(files)} files, {bad} broken; slowest {slowest:.1f} s, most memory of any {most:.0f} MB")
    sys.exit(1 if bad else 0)


main()
