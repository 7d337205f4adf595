"""One text with known headings and tables → files of several producers."""
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "fixtures/construction/proposal.md"


def blocks():
    """(kind, content) of the source: heading with level, table with rows, paragraph."""
    rows = []
    for line in SOURCE.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not all(set(cell) <= set("-: ") for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield "table", rows
            rows = []
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            yield f"heading{level}", line.lstrip("# ").strip()
        elif line.strip():
            yield "paragraph", line.strip()


def truth():
    found = list(blocks())
    headings = [content for kind, content in found if kind.startswith("heading")]
    return {"headings": headings, "tables": [content for kind, content in found if kind == "table"]}


def run(command, **options):
    subprocess.run(command, capture_output=True, timeout=180, **options)


def with_pandoc(folder):
    path = folder / "pandoc.docx"
    run(["pandoc", SOURCE, "-o", path])
    return path


def with_python_docx(folder):
    import docx
    document = docx.Document()
    for kind, content in blocks():
        if kind == "table":
            table = document.add_table(rows=0, cols=max(map(len, content)))
            for row in content:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
        elif kind == "paragraph":
            document.add_paragraph(content)
        else:
            document.add_heading(content, level=int(kind[-1]))
    path = folder / "python-docx.docx"
    document.save(path)
    return path


def with_libreoffice(folder):
    source = with_python_docx(folder)
    for kind, name in (("pdf", "libreoffice.pdf"), ("docx:MS Word 2007 XML", "libreoffice.docx"), ("doc:MS Word 97", "libreoffice.doc"), ("rtf", "libreoffice.rtf")):
        target = folder / "lo"
        run(["soffice", "--headless", "--convert-to", kind, "--outdir", target, source])
        made = target / f"python-docx.{kind.split(':')[0]}"
        if made.exists():
            made.rename(folder / name)
            yield folder / name


def with_hand(folder):
    """The page as it stands, read without a browser."""
    path = folder / "page.html"
    path.write_text(page(), encoding="utf-8")
    return path


def page():
    parts = []
    for kind, content in blocks():
        if kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in content)
            parts.append(f"<table>{rows}</table>")
        elif kind == "paragraph":
            parts.append(f"<p>{content}</p>")
        else:
            parts.append(f"<h{kind[-1]}>{content}</h{kind[-1]}>")
    style = "td{border:1px solid #000;padding:2px 6px}table{border-collapse:collapse}body{font-family:'Noto Serif CJK SC'}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>" + "".join(parts)


def with_chromium(folder):
    source, path = folder / "page.html", folder / "chromium.pdf"
    source.write_text(page(), encoding="utf-8")
    run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={path}",
         f"--user-data-dir={folder / 'profile'}", source.as_uri()])
    return path


def with_typst(folder):
    import typst
    lines = ['#set text(font: "Noto Serif CJK SC")']
    escape = lambda text: "".join("\\" + c if c in "#*_$@<>`~[]\\" else c for c in text)
    for kind, content in blocks():
        if kind == "table":
            cells = "".join(f"[{escape(cell)}]," for row in content for cell in row)
            lines.append(f"#table(columns: {max(map(len, content))}, {cells})")
        elif kind == "paragraph":
            lines.append(escape(content))
        else:
            lines.append("=" * int(kind[-1]) + " " + escape(content))
    source, path = folder / "text.typ", folder / "typst.pdf"
    source.write_text("\n\n".join(lines), encoding="utf-8")
    typst.compile(str(source), output=str(path))
    return path


def with_reportlab(folder):
    from reportlab.lib import colors, styles
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = lambda size: styles.ParagraphStyle("t", fontName="STSong-Light", fontSize=size, leading=1.6 * size, wordWrap="CJK")
    sizes = {"heading1": 18, "heading2": 14, "heading3": 12, "paragraph": 10.5}
    story = []
    for kind, content in blocks():
        if kind == "table":
            cells = [[Paragraph(cell, style(9)) for cell in row] for row in content]
            story.append(Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
        else:
            story.append(Paragraph(content, style(sizes[kind])))
    path = folder / "reportlab.pdf"
    SimpleDocTemplate(str(path)).build(story)
    return path


def files(folder):
    """The generated files with what is known of them; a producer that is not installed makes none."""
    known = truth()
    makers = [("pandoc", with_pandoc), (None, with_python_docx), ("soffice", with_libreoffice), ("chromium", with_chromium),
              (None, with_typst), (None, with_reportlab), (None, with_hand)]
    for program, maker in makers:
        if program and not shutil.which(program):
            continue
        try:
            made = maker(folder)
        except Exception as error:  # a producer that is not installed
            print(f"{maker.__name__}: {error}")
            continue
        for path in [made] if isinstance(made, pathlib.Path) else list(made):
            if path.exists():
                yield path, known
