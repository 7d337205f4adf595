"""Other programs on the same file, as whole processes; those that are not installed are left out."""
import importlib.util
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
PYTHON_DOCX = "import sys,docx; d=docx.Document(sys.argv[1]); print(''.join(e.text or '' for e in d.element.body.iter() if e.tag.endswith('}t')))"
DOCX2TXT = "import sys,docx2txt; print(docx2txt.process(sys.argv[1]))"
MARKITDOWN = "import sys,markitdown; print(markitdown.MarkItDown().convert(sys.argv[1]).text_content)"
PYPDFIUM2 = "import sys,pypdfium2; print(''.join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(sys.argv[1])))"

# Name, what must be there, the command without the file, how it is called: (modules, programs).
BY_SUFFIX = {
    ".docx": [
        ("python-docx（只取文字）", ["docx"], [sys.executable, "-c", PYTHON_DOCX]),
        ("docx2txt（只取文字）", ["docx2txt"], [sys.executable, "-c", DOCX2TXT]),
        ("pandoc（转纯文本）", "pandoc", ["pandoc", "-t", "plain"]),
        ("markitdown（转 Markdown）", ["markitdown", "mammoth"], [sys.executable, "-c", MARKITDOWN]),
        ("自写脚本：python-docx + jieba + 正则", ["docx", "jieba"], [sys.executable, HERE / "script.py"]),
    ],
    ".pdf": [
        ("pdftotext（只取文字）", "pdftotext", ["pdftotext", "{file}", "-"]),
        ("mutool（只取文字）", "mutool", ["mutool", "draw", "-q", "-F", "txt", "{file}"]),
        ("pypdfium2（只取文字）", ["pypdfium2"], [sys.executable, "-c", PYPDFIUM2]),
        ("自写脚本：pypdf + jieba + 正则", ["pypdf", "jieba"], [sys.executable, HERE / "script.py"]),
    ],
    ".md": [("自写脚本：jieba + 正则", ["jieba"], [sys.executable, HERE / "script.py"])],
}
MISSING = set()


def of(path):
    """{name: command} for a file."""
    commands = {}
    for name, needs, command in BY_SUFFIX.get(path.suffix, []):
        is_there = shutil.which(needs) if isinstance(needs, str) else all(map(importlib.util.find_spec, needs))
        if not is_there:
            MISSING.add(name)
        elif "{file}" in command:
            commands[name] = [path if part == "{file}" else part for part in command]
        else:
            commands[name] = [*command, path]
    return commands


def libreoffice(path, folder):
    """LibreOffice takes seconds: run once."""
    if not shutil.which("soffice"):
        MISSING.add("LibreOffice（转纯文本）")
        return {}
    return {"LibreOffice（转纯文本，1 次）": ["soffice", "--headless", f"-env:UserInstallation={folder.as_uri()}/office",
                                       "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, path]}
