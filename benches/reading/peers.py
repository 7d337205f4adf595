"""Other readers, as far as they are installed."""
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
import xml.etree.ElementTree
import xml.parsers.expat
import zipfile

# The formats that are measured.
READABLE = (".docx", ".pdf", ".doc", ".wps", ".ofd", ".rtf", ".html", ".htm", ".xls", ".et", ".xlsx")

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


def converted(path, target, pattern):
    """The texts that LibreOffice makes of a file."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", target, "--outdir", folder, path]
        subprocess.run(command, capture_output=True, timeout=180)
        found = sorted(pathlib.Path(folder).glob(pattern))
        return "\n".join(each.read_text(encoding="utf-8", errors="replace") for each in found)


def libreoffice(path):
    return converted(path, "txt:Text (encoded):UTF8", "*.txt")


def spreadsheet(path):
    # Separator, quote, UTF-8, from the first line, every sheet (-1) as it is shown.
    return converted(path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "*.csv").replace(",", "")


def ofd(path):
    """All text of the pages of an OFD file, with that of the templates under each page."""
    with zipfile.ZipFile(path) as archive:
        parts = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        local = lambda element: element.tag.rsplit("}", 1)[-1]

        def tree(*candidates):
            for name in candidates:
                found = parts.get(name.replace("\\", "/").lstrip("/").lower())
                if found:
                    return xml.etree.ElementTree.fromstring(archive.read(found))
            return None

        def inside(root, wanted):
            return [element for element in (root.iter() if root is not None else ()) if local(element) == wanted]

        texts = []
        for place in inside(tree("OFD.xml"), "DocRoot"):
            folder = str(pathlib.PurePosixPath(place.text.strip().lstrip("/")).parent)
            document = tree(place.text.strip())
            load = lambda base: tree(f"{folder}/{base}", base)
            templates = {t.get("ID"): t.get("BaseLoc") for t in inside(document, "TemplatePage")}
            for page in inside(document, "Page"):
                if not page.get("BaseLoc"):
                    continue
                content = load(page.get("BaseLoc"))
                under = [load(templates[t.get("TemplateID")]) for t in inside(content, "Template") if t.get("TemplateID") in templates]
                texts += [code.text or "" for root in [*under, content] for code in inside(root, "TextCode")]
        return "\n".join(texts)


def floor(path, count):
    """Median seconds of the least work on a docx: inflating its XML parts and telling their tokens apart."""
    def once():
        start = time.perf_counter()
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1:
                    try:
                        xml.parsers.expat.ParserCreate().Parse(archive.read(name), True)
                    except xml.parsers.expat.ExpatError:  # broken: as far as it goes
                        pass
        return time.perf_counter() - start
    return statistics.median(once() for _ in range(count))


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
        ".docx": {"python-docx": python_docx, "pandoc": pandoc, "LibreOffice": libreoffice},
        ".ofd": {"XML": ofd},
        **{suffix: {"LibreOffice": libreoffice} for suffix in (".doc", ".wps", ".rtf", ".html", ".htm")},
        **{suffix: {"LibreOffice": spreadsheet} for suffix in (".xls", ".et", ".xlsx")},
    }
    return {name: quiet(reader) for name, reader in by_suffix.get(path.suffix, {}).items()}


def command(path):
    """The peer's process whose time is compared."""
    if path.suffix == ".pdf" and shutil.which("pdftotext"):
        return ["pdftotext", path, "-"]
    if path.suffix == ".docx" and shutil.which("pandoc"):
        return ["pandoc", "-t", "plain", path]
    return None
