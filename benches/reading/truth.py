"""The headings that a real file names itself, by rules that README.md beside this file states."""
import collections
import re
import unicodedata

# What text readers draw tables and lists with.
RULES = set("-=+|*_–—─│·•")
NUMBER = re.compile(r"^(第\s*[一二三四五六七八九十\d]+\s*[章节篇部分]+|附\s*录\s*[A-Z]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+([.．]\d+)*[.．、)）]?)\s*")
# A line of a contents page: a title, leaders, the number of a page.
LISTED = re.compile(r"^\s*(.*?\S)[\s.．·…‥]*(?:[.．·…‥]\s*){4,}[-–\s]*\d+[-–\s]*$")
# Names of styles that say a level, in word processors and in the template for standards.
LEVEL_NAME = re.compile(r"(heading|标题)\s*[1-9]|[一二三四五六七八九]级条?标题|章标题", re.IGNORECASE)
# A line holds about this many characters; titles of half a line may end in a full stop.
LINE = 40


def bare(text):
    """The characters that a person sees, in one form."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not c.isspace() and c not in RULES and unicodedata.category(c) not in ("Cc", "Cf", "Co"))


def form(heading):
    """A heading without the number in front: automatic numbers are in no reader's text but ours."""
    return bare(NUMBER.sub("", heading.strip()))


def is_title(text):
    """Whether what is marked can be a heading: it has words, is not the title of the contents page and no sentence."""
    words = form(text)
    is_sentence = len(words) > LINE // 2 and words[-1] in "。;!"
    return bool(words) and words not in ("目录", "目次") and not is_sentence


def named(path, texts):
    """The headings that a file names; `texts` are what other readers read of it."""
    try:
        marked, lines = {".docx": styled, ".pdf": bookmarked}.get(path.suffix, lambda *_: ([], []))(path, texts)
    except Exception:  # a file without what marks headings, or one that its reader falls over
        return []
    return [title for title in marked + listed(marked, lines) if is_title(title)] if marked else []


def listed(marked, lines):
    """What a contents page lists more often than the file marks it, where as many lines hold nothing else."""
    entries = [found.group(1) for found in map(LISTED.match, lines) if found]
    alone = collections.Counter(form(line) for line in lines if not LISTED.match(line))
    known = collections.Counter(map(form, marked))
    told = collections.Counter(map(form, entries))
    is_reworded = lambda entry: any(bare(entry).startswith(bare(title)) for title in marked if bare(title) and form(title) != form(entry))
    more = []
    for words in told:
        missing = max(0, min(told[words], alone[words]) - known[words])
        same = [entry for entry in entries if form(entry) == words and not is_reworded(entry)]
        more += same[:missing]
    return more


def styled(path, _):
    """Paragraphs with an outline level, the ones of Word's navigation pane, and those that are numbered in one series
    with them."""
    import docx
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph
    document = docx.Document(str(path))
    everything = [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]
    lines = [paragraph.text for paragraph in everything if paragraph.text.strip()]
    is_listed = lambda paragraph: LISTED.match(paragraph.text) or any((style.name or "").lower().startswith("toc") for style in chain(paragraph))
    paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.text.strip() and not is_listed(paragraph)]
    marked = [outline_level(paragraph) is not None for paragraph in paragraphs]
    series = [{list_level(paragraph), typed_series(paragraph)} - {None} for paragraph in paragraphs]
    counting = set().union(*(each for each, is_marked in zip(series, marked) if is_marked))
    return [paragraph.text for paragraph, each, is_marked in zip(paragraphs, series, marked) if is_marked or each & counting], lines


def typed_series(paragraph):
    """The number that was typed in front of a line at most, without its last part: `2.3` of `2.3.1`."""
    found = re.match(r"(\d+(?:\.\d+)*)\.\d+(?![\d.])", paragraph.text.strip())
    return found.group(1) if found and len(bare(paragraph.text)) <= LINE else None


def chain(paragraph):
    """The style of a paragraph and those that it is based on."""
    style = paragraph.style
    while style is not None:
        yield style
        style = style.base_style


def outline_level(paragraph):
    """The outline level: the paragraph's own, else that of its style; a style that is named a heading has one."""
    from docx.oxml.ns import qn
    told = lambda element: [int(level.get(qn("w:val"))) for level in element.findall(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")]
    for level in told(paragraph._p):
        return level if level < 9 else None
    for style in chain(paragraph):
        if LEVEL_NAME.fullmatch((style.name or "").strip()):
            return 0
        for level in told(style.element):
            return level if level < 9 else None
    return None


def list_level(paragraph):
    """List and level of the automatic number: the paragraph's own, else that of its style."""
    from docx.oxml.ns import qn
    for element in [paragraph._p, *(style.element for style in chain(paragraph))]:
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        told = {} if number is None else {part.tag: part.get(qn("w:val")) for part in number}
        if qn("w:numId") in told:
            return None if told[qn("w:numId")] == "0" else (told[qn("w:numId")], told.get(qn("w:ilvl"), "0"))
    return None


def bookmarked(path, texts):
    """Bookmarks whose words some reader finds in the text of the file."""
    import pypdfium2
    entries = pypdfium2.PdfDocument(str(path)).get_toc()
    titles = [entry.get_title() if hasattr(entry, "get_title") else entry.title for entry in entries]
    readings = [[bare(line) for line in text.splitlines()] for text in texts]
    return [title for title in titles if any(stands(form(title), lines) for lines in readings)], [line for text in texts[:1] for line in text.splitlines()]


def stands(words, lines):
    """Whether the words are in the text; more than a line of them, up to the end of a line: else they were cut off and
    name only the beginning of a paragraph."""
    whole, ends, length = "".join(lines), set(), 0
    for line in lines:
        length += len(line)
        ends.add(length)
    at = whole.find(words)
    while at >= 0 and len(words) > LINE and at + len(words) not in ends:
        at = whole.find(words, at + 1)
    return at >= 0


def is_same(title, other):
    """Whether both are one heading; one of them may lack the number."""
    return bare(title) == bare(other) or form(title) == form(other) and form(title) in (bare(title), bare(other))


def within_reach(headings, named):
    """Our headings, given as (level, text), that those which a file names judge: what stands between two of them and below
    both is deeper than the file names there."""
    levels = [level if any(is_same(title, text) for title in named) else None for level, text in headings]
    judged = []
    for at, (level, text) in enumerate(headings):
        before = next((known for known in reversed(levels[:at]) if known is not None), 9)
        after = next((known for known in levels[at:] if known is not None), 0)
        if levels[at] is not None or level <= max(before, after):
            judged.append((level, text))
    return judged
