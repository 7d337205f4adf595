"""Our fixtures → files of every size and producer that the measurements need."""
import os
import pathlib
import re
import shutil
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "benches/reading"))
import generate  # noqa: E402

FIXTURES = ROOT / "fixtures/construction"
PAGES_OF_A_COPY = 5


def docx(path, copies):
    """The example's body over and over: five pages and eight tables of costs a copy."""
    with zipfile.ZipFile(FIXTURES / "proposal.docx") as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                head, rest = data.split(b"<w:body>", 1)
                body, tail = rest.rsplit(b"<w:sectPr", 1)
                data = head + b"<w:body>" + body * copies + b"<w:sectPr" + tail
            new.writestr(item, data)
    return path


def markdown(path, characters):
    """The example's chapters over and over, their numbers and names varied."""
    source, parts, size = (FIXTURES / "proposal.md").read_text(encoding="utf-8"), [], 0
    while size < characters:
        parts.append(source.replace("平台", f"平台{len(parts)}").replace("41家", f"{41 + len(parts)}家"))
        size += len(parts[-1])
    path.write_text("".join(parts), encoding="utf-8")
    return path


def pdfs(folder, pages):
    """(producer, file): the same text through each producer that is installed."""
    generate.SOURCE = markdown(folder / "source.md", len((FIXTURES / "proposal.md").read_text(encoding="utf-8")) * pages // PAGES_OF_A_COPY)
    for producer, maker in (("Chromium", generate.with_chromium), ("Typst", generate.with_typst), ("reportlab", generate.with_reportlab)):
        try:
            made = maker(folder)
        except Exception as error:  # a producer that is not installed
            print(f"{producer}: {error}", file=sys.stderr)
            continue
        if made.exists():
            target = folder / f"{producer}-{pages}.pdf"
            made.rename(target)
            yield producer, target


def package(folder, files):
    """A folder of so many files: docx, pdf and Markdown in turns."""
    folder.mkdir()
    for number in range(files):
        kind = ("docx", "pdf", "md")[number % 3]
        shutil.copy(FIXTURES / f"proposal.{kind}", folder / f"{number:02}-proposal.{kind}")
    return folder


def packages(folder, count):
    """So many packages of one docx each."""
    folder.mkdir()
    source = FIXTURES / "proposal.docx"
    paths = [folder / f"{number:04}.docx" for number in range(count)]
    for path in paths:
        try:
            os.link(source, path)
        except OSError:  # another file system
            shutil.copy(source, path)
    return paths


def adversarial(folder):
    """(what, file): texts that make careless code slow."""
    text = re.sub(r"\s+", "", (FIXTURES / "proposal.md").read_text(encoding="utf-8"))
    line = text * (10_000_000 // len(text.encode()) + 1)
    for what, name, content in (
        ("100 万个数字", "digits.md", "1234567890" * 100_000),
        ("一行 10 MB", "line.txt", line),
        ("5 万个标题", "headings.md", "".join(f"## {number}.1 建设内容\n\n建设平台。\n\n" for number in range(50_000))),
    ):
        path = folder / name
        path.write_text(content, encoding="utf-8")
        yield what, path
