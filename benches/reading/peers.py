"""Other readers, as far as they are installed."""
import pathlib
import shutil
import subprocess
import tempfile

# The peer whose order of the text is compared.
ORDER = {".pdf": "pdftotext", ".docx": "python-docx", ".doc": "LibreOffice"}


def output(command):
    done = subprocess.run(command, capture_output=True, timeout=120)
    return done.stdout.decode("utf-8", errors="replace")


def pdftotext(path):
    return output(["pdftotext", "-raw", path, "-"])


def pdfium(path):
    import pypdfium2
    document = pypdfium2.PdfDocument(str(path))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def pandoc(path):
    return output(["pandoc", "-t", "plain", "--wrap=none", path])


def python_docx(path):
    import docx
    document = docx.Document(str(path))
    in_fallback = lambda element: any(parent.tag.endswith("}Fallback") for parent in element.iterancestors())
    texts = (element for element in document.element.body.iter() if element.tag.endswith("}t") and not in_fallback(element))
    return "\n".join(element.text or "" for element in texts)


def libreoffice(path):
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, path]
        subprocess.run(command, capture_output=True, timeout=180)
        found = list(pathlib.Path(folder).glob("*.txt"))
        return found[0].read_text(encoding="utf-8", errors="replace") if found else ""


def quiet(reader):
    """The reader; what it cannot read is nothing."""
    def read(path):
        try:
            return reader(path)
        except Exception:  # a peer that falls over a file has not read it
            return ""
    return read


def readers(path):
    """The peers for a file's format."""
    by_suffix = {
        ".pdf": {"pdftotext": pdftotext, "pdfium": pdfium},
        ".docx": {"python-docx": python_docx, "pandoc": pandoc},
        ".doc": {"LibreOffice": libreoffice},
        ".wps": {"LibreOffice": libreoffice},
    }
    return {name: quiet(reader) for name, reader in by_suffix.get(path.suffix, {}).items()}


def command(path):
    """The peer's process whose time is compared."""
    if path.suffix == ".pdf" and shutil.which("pdftotext"):
        return ["pdftotext", path, "-"]
    if path.suffix == ".docx" and shutil.which("pandoc"):
        return ["pandoc", "-t", "plain", path]
    return None


def headings(path):
    """Headings that the file itself marks: by style (docx) or bookmark (pdf)."""
    try:
        return {".docx": styled, ".pdf": bookmarked}.get(path.suffix, lambda _: [])(path)
    except Exception:
        return []


def styled(path):
    import docx
    document = docx.Document(str(path))
    is_heading = lambda name: name.lower().startswith("heading") or name.startswith("标题")
    return [p.text for p in document.paragraphs if p.text.strip() and p.style is not None and is_heading(p.style.name or "")]


def bookmarked(path):
    import pypdfium2
    document = pypdfium2.PdfDocument(str(path))
    return [item.get_title() if hasattr(item, "get_title") else item.title for item in document.get_toc()]
