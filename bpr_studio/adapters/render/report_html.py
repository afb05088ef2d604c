"""The report as one HTML file: nothing loaded from outside, charts as inline SVG, prints well."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.render.report_figures import lay_out
from bpr_studio.charts.drawing import estimated_width
from bpr_studio.charts.svg import FONT_FAMILIES, to_svg
from bpr_studio.domain.shared.text import language, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.services.report_values import (
        Chart,
        Column,
        KeyFigure,
        ReportContent,
        ReportTable,
        Section,
    )

_CHART_WIDTH: Final = 540  # points

_STYLE: Final = f"""
:root {{ color-scheme: light; --text: #1a1a1a; --quiet: #595959; --line: #d8d8db; --blue: #0017c1; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #f7f7f8; color: var(--text);
  font: 15px/1.7 {FONT_FAMILIES}; font-variant-numeric: tabular-nums; }}
main {{ max-width: 60rem; margin: 0 auto; padding: 3rem 3.5rem 2rem; background: #fff; }}
header {{ display: flex; justify-content: space-between; gap: 2rem; align-items: flex-start;
  padding-bottom: 1rem; border-bottom: 3px solid var(--blue); }}
h1 {{ margin: 0; font-size: 1.9rem; line-height: 1.35; }}
h2 {{ margin: 0 0 .4rem; font-size: 1.3rem; }}
.subtitle, .note, figcaption, dt {{ color: var(--quiet); }}
.subtitle {{ margin: .2rem 0 0; }}
.badge {{ flex: none; padding: .1rem .8rem; border: 1.5px solid var(--text); border-radius: 4px;
  font-weight: bold; }}
.key {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1.5rem;
  margin: 1.8rem 0 2.6rem; padding: 0; list-style: none; font-size: .85rem; color: var(--quiet); }}
.key b {{ display: block; font-size: 1.65rem; line-height: 1.3; color: var(--text); }}
.key span {{ display: block; }}
section {{ margin-top: 3rem; }}
.statement {{ margin: 0 0 1rem; font-weight: bold; }}
.findings {{ padding-left: 1.4rem; }}
.findings li {{ margin-bottom: .35rem; }}
dl {{ display: grid; grid-template-columns: 10rem 1fr; margin: 0; border-top: 1px solid var(--line); }}
dt, dd {{ margin: 0; padding: .45rem 0; border-bottom: 1px solid var(--line); }}
figure {{ margin: 0 0 1.5rem; }}
figure svg {{ display: block; width: 100%; height: auto; }}
figcaption, .note {{ margin: .5rem 0 0; font-size: .8rem; line-height: 1.6; }}
.scroll {{ overflow-x: auto; }}
table {{ width: 100%; border-collapse: collapse; font-size: .87rem; line-height: 1.5; }}
caption {{ padding-bottom: .4rem; text-align: left; font-size: .8rem; color: var(--quiet); }}
th, td {{ padding: .38rem .5rem; border-bottom: 1px solid var(--line); text-align: left;
  font-weight: normal; vertical-align: top; }}
thead th {{ border-bottom: 1.5px solid var(--text); color: var(--quiet); vertical-align: bottom; }}
thead small {{ display: block; }}
tbody th {{ min-width: 4.5em; }}
.n {{ text-align: right; white-space: nowrap; }}
tr.total > * {{ border-top: 1.5px solid var(--text); font-weight: bold; }}
tbody tr:hover {{ background: #f7f7f8; }}
footer {{ margin-top: 3rem; padding-top: .6rem; border-top: 1px solid var(--line);
  font-size: .8rem; color: var(--quiet); }}
@page {{ size: A4; margin: 16mm 18mm; }}
@media print {{
  body {{ background: none; font-size: 10pt; }}
  main {{ max-width: none; padding: 0; }}
  h2, .statement, figure, tr, li {{ break-inside: avoid; }}
  h2, .statement {{ break-after: avoid; }}
  thead {{ display: table-header-group; }}
  table {{ font-size: 8pt; }}
  th, td {{ padding: .25rem .3rem; }}
  .key {{ grid-template-columns: repeat(4, 1fr); gap: .8rem; }}
  .key b {{ font-size: 15pt; }}
  .scroll {{ overflow: visible; }}
}}
"""


def render_html(content: ReportContent) -> str:
    """The report as one self-contained page."""
    body = "\n".join(
        [
            _header(content),
            _key_figures(content.key_figures),
            _heading(tr("Findings")),
            _findings(content.findings),
            _provenance(content.provenance),
            *(_section(n, section) for n, section in enumerate(content.sections, start=1)),
            f"<footer>{escape(content.footer)}</footer>",
        ]
    )
    # The policy makes "nothing from outside" a fact that the browser enforces.
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(content.title)} – {escape(content.subtitle)}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _header(content: ReportContent) -> str:
    badge = f'<p class="badge">{escape(content.label)}</p>' if content.label else ""
    return (
        f"<header><div><h1>{escape(content.title)}</h1>"
        f'<p class="subtitle">{escape(content.subtitle)}</p></div>{badge}</header>'
    )


def _key_figures(figures: tuple[KeyFigure, ...]) -> str:
    items = "".join(
        f"<li>{escape(f.label)}<b>{escape(f.value)}</b>"
        f"<span>{escape(f.unit)}</span><span>{escape(f.note)}</span></li>"
        for f in figures
    )
    return f'<ul class="key">{items}</ul>'


def _findings(findings: tuple[str, ...]) -> str:
    return f'<ol class="findings">{"".join(f"<li>{escape(text)}</li>" for text in findings)}</ol>'


def _provenance(entries: tuple[tuple[str, str], ...]) -> str:
    pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries)
    heading = _heading(tr("About these figures"))
    return f"<section>{heading}<dl>{pairs}</dl></section>"


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _section(number: int, section: Section) -> str:
    return "\n".join(
        [
            f'<section id="{escape(section.key)}">',
            f"<h2>{number}　{escape(section.heading)}</h2>",
            f'<p class="statement">{escape(section.statement)}</p>',
            *([_chart(section.chart)] if section.chart else []),
            *([_table(section.table)] if section.table else []),
            *(f'<p class="note">{escape(note)}</p>' for note in section.notes),
            "</section>",
        ]
    )


def _chart(chart: Chart) -> str:
    drawing = lay_out(chart.data, _CHART_WIDTH, estimated_width)
    described = tr("The table below shows the same figures.")
    svg = to_svg(drawing, title=chart.title, description=described, standalone=False)
    return f"<figure>{svg}<figcaption>{escape(chart.caption)}</figcaption></figure>"


def _table(table: ReportTable) -> str:
    last = len(table.rows) - 1
    rows = "\n".join(
        _row(texts, table, total=table.total and index == last)
        for index, texts in enumerate(table.shown())
    )
    heads = "".join(map(_head, table.columns))
    weight = sum(column.weight for column in table.columns)
    widths = "".join(f'<col style="width: {c.weight / weight:.1%}">' for c in table.columns)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="scroll"><table><caption>{escape(table.title)}</caption>\n'
        f"<colgroup>{widths}</colgroup>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>{note}"
    )


def _head(column: Column) -> str:
    unit = f"<small>（{escape(column.unit)}）</small>" if column.unit else ""
    kind = ' class="n"' if column.numeric else ""
    return f'<th scope="col"{kind}>{escape(column.name)}{unit}</th>'


def _row(texts: tuple[str, ...], table: ReportTable, *, total: bool) -> str:
    kind = ' class="total"' if total else ""
    return f"<tr{kind}>{''.join(_cells(texts, table))}</tr>"


def _cells(texts: tuple[str, ...], table: ReportTable) -> Iterator[str]:
    named = False  # the first text of a row is its name
    for text, column in zip(texts, table.columns, strict=True):
        if column.numeric:
            yield f'<td class="n">{escape(text)}</td>'
        elif named:
            yield f"<td>{escape(text)}</td>"
        else:
            named = True
            yield f'<th scope="row">{escape(text)}</th>'
