"""The draft as a Word file: one A4 page to print, fill in by hand, and sign.

Parts stand as rows, title on the left; what is still to be agreed is said in words and shaded, never by colour alone. Fonts are
named that Word has and that others replace by ones as wide.
"""

import io
import re
from typing import TYPE_CHECKING, Any

from bot.documents.agreement.draft import Agreement, Part, Promise
from bot.documents.agreement.markdown import Names, unnamed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT = "Calibri"
_INK, _QUIET, _SHADE, _RULE = "1F4E4A", "595959", "F3EBD3", "BFCBC9"
_TITLE_PT, _TEXT_PT, _SMALL_PT = 18, 10, 9
_MARGINS_CM = {"top": 1.5, "bottom": 1.3, "left": 1.9, "right": 1.9}
_COLUMNS_CM = (3.7, 13.5)


def xml_text(text: str) -> str:
    """Return the text without the characters that XML has not: a file that held one could not be made, or not be opened.

    https://www.w3.org/TR/xml/#charsets
    """
    return _NOT_XML.sub("", text)


def as_docx(agreement: Agreement, names: Names = unnamed) -> bytes:
    """The file's bytes."""
    import docx  # loaded only when a file is made

    file = docx.Document()
    _set_up(file, agreement)
    file.add_heading(xml_text(agreement.title), 1)
    _run(file.add_paragraph(style="Note"), agreement.note)
    _run(file.add_paragraph(style="Between"), agreement.between)
    table = file.add_table(rows=0, cols=2)
    table.autofit = False
    for part in agreement.parts:
        _row(table, agreement, part, names)
    _signatures(file, agreement)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: "Document", agreement: Agreement) -> None:
    """Page, language, what the file says of itself, and styles."""
    from docx.shared import Cm

    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin = Cm(_MARGINS_CM["top"]), Cm(_MARGINS_CM["bottom"])
    page.left_margin, page.right_margin = Cm(_MARGINS_CM["left"]), Cm(_MARGINS_CM["right"])
    page.footer_distance = Cm(0.7)
    about = file.core_properties
    about.title, about.author, about.comments = xml_text(agreement.title), "Partnership Coach", ""
    about.language = agreement.words.tag
    _style(file, "Normal", size=_TEXT_PT, after=1.5)
    _style(file, "Heading 1", size=_TITLE_PT, colour=_INK, bold=True, after=1)
    _style(file, "Heading 2", size=_TEXT_PT, colour=_INK, bold=True)
    _style(file, "Note", size=_SMALL_PT, colour=_QUIET, italic=True, after=5)
    _style(file, "Between", size=_TEXT_PT + 1, after=5)
    _style(file, "Promise", size=_TEXT_PT, after=0.5)
    _style(file, "Otherwise", size=_SMALL_PT, colour=_QUIET, after=2.5)
    file.styles["Otherwise"].paragraph_format.left_indent = Cm(0.5)
    file.styles["Normal"].element.rPr.append(_element("w:lang", **{"w:val": about.language}))
    below = page.footer.paragraphs[0]
    below.style = file.styles["Note"]
    below.alignment = 1  # centred
    _run(below, agreement.words.say("agreement.page"))


def _style(
    file: "Document",
    name: str,
    *,
    size: float,
    after: float = 0,
    colour: str = "",
    bold: bool = False,
    italic: bool = False,
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    known = [style.name for style in file.styles]
    style: Any = file.styles[name] if name in known else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, italic
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for script in (
        "asciiTheme",
        "hAnsiTheme",
        "eastAsiaTheme",
        "cstheme",
    ):  # a theme's font would win over the named one
        fonts.attrib.pop(_name(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(_name(f"w:{script}"), _FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(after), 1.04


def _row(table: Any, agreement: Agreement, part: Part, names: Names) -> None:
    from docx.shared import Cm

    row = table.add_row()
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    for cell, width in zip(row.cells, _COLUMNS_CM, strict=True):
        cell.width = Cm(width)
        borders, margins = _element("w:tcBorders"), _element("w:tcMar")
        borders.append(_element("w:top", **{"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": _RULE}))
        for edge, twips in (("top", "55"), ("bottom", "35"), ("left", "0"), ("right", "80")):
            margins.append(_element(f"w:{edge}", **{"w:w": twips, "w:type": "dxa"}))
        cell._tc.get_or_add_tcPr().extend([borders, margins])
    title, content = row.cells
    title.paragraphs[0].style = "Heading 2"
    _run(title.paragraphs[0], part.title)
    spare = content.paragraphs[0]
    for promise in part.promises:
        _promise(content, agreement, promise, names)
    for line in part.lines:
        paragraph = content.add_paragraph()
        if line.gap:
            _shade(_run(paragraph, agreement.words.say("agreement.to_agree"), bold=True))
        _run(paragraph, f" {line.text}" if line.gap else line.text)
    spare._p.getparent().remove(spare._p)


def _promise(content: Any, agreement: Agreement, promise: Promise, names: Names) -> None:
    say = agreement.words.say
    owner = names(promise.owner) or promise.stand_in
    line = say("agreement.promise", text=promise.text, owner=owner, due=promise.due)
    _run(content.add_paragraph(style="Promise"), line)
    if promise.tripwire:
        _run(content.add_paragraph(style="Otherwise"), say("agreement.tripwire", text=promise.tripwire))


def _signatures(file: "Document", agreement: Agreement) -> None:
    from docx.shared import Cm, Pt

    table = file.add_table(rows=1, cols=2)
    table.autofit = False
    for cell, side in zip(table.rows[0].cells, agreement.signed_by, strict=True):
        cell.width = Cm(sum(_COLUMNS_CM) / 2)
        text = cell.paragraphs[0]
        text.paragraph_format.space_before = Pt(6)
        _run(text, agreement.words.say("agreement.sign", side=side))
        line = cell.add_paragraph()
        line.paragraph_format.space_before = Pt(14)
        _run(line, "…" * 22)
    # Word wants a paragraph after a table: one that takes no room.
    last = file.add_paragraph()
    last.paragraph_format.space_after, last.paragraph_format.line_spacing = Pt(0), Pt(1)


def _run(paragraph: "Paragraph", text: str, *, bold: bool = False) -> Any:
    run = paragraph.add_run(xml_text(text))
    if bold:
        run.bold = True
    return run


def _shade(run: Any) -> None:
    run._r.get_or_add_rPr().append(_element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": _SHADE}))


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(_name(attribute), value)
    return made


def _name(prefixed: str) -> Any:
    from docx.oxml.ns import qn

    return qn(prefixed)
