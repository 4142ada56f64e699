"""A backtest as one HTML file that needs nothing else. Whatever comes from articles is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from streams.backtest.difference import Difference, Only, Side
from streams.backtest.pictures import COLOURS, bars, legend
from streams.backtest.report import Report
from streams.backtest.tally import Row, Span, Tally
from streams.backtest.terminal import header, rows

STYLE = (
    "body{font:15px/1.4 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#202124}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2em .6em .2em 0;"
    "border-bottom:1px solid #dadce0;overflow-wrap:anywhere}svg{width:100%;height:auto;font-size:11px}"
    "svg.key{width:.8em}.warning{color:#b3261e}td:first-child{white-space:nowrap}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Even if something were not escaped, the page could load and run nothing."""


def page(report: Report) -> Iterator[str]:
    """The file, piece by piece."""
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield f"<title>Tocsin backtest</title><style>{STYLE}</style></head><body><h1>Backtest</h1>"
    yield f"<p>{escape(report.summary())}</p>"
    yield from (f'<p class="warning">{escape(line)}</p>' for line in report.warnings())
    yield from table(header(report), rows(report))
    if report.span is not None:
        yield f"<p>{legend()}</p>"
        for tally in report.tallies:
            yield from _subscription(tally, report.span)
    if report.difference is not None:
        yield from _difference(report.difference)
    yield "</body></html>\n"


def table(names: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table of texts."""
    yield "<table><thead><tr>" + "".join(f"<th>{escape(name)}</th>" for name in names) + "</tr></thead><tbody>"
    for line in lines:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
    yield "</tbody></table>\n"


def _subscription(tally: Tally, span: Span) -> Iterator[str]:
    yield f"<h2>{escape(tally.id)}</h2>{bars(tally, span)}"
    if not tally.rows:
        return
    more = "" if tally.told == len(tally.rows) else f" (the first {len(tally.rows):,} of {tally.told:,})"
    yield f"<details><summary>What {escape(tally.subscriber)} would have been told{more}</summary>"
    yield "<table><thead><tr><th>time (UTC)</th><th>kind</th><th>severity</th><th>what</th><th>why</th></tr></thead>"
    yield "<tbody>" + "".join(map(_row, tally.rows)) + "</tbody></table></details>\n"


def _row(row: Row) -> str:
    digest = " (in a digest)" if row.in_digest else ""
    said = "<br>".join(escape(text) for text in (row.headline, row.changed, row.title) if text)
    why = "<br>".join(map(escape, row.why))
    return (
        f"<tr><td>{row.time:%Y-%m-%d %H:%M}</td><td>{row.kind}{digest}</td>"
        f'<td><span style="color:{COLOURS[row.severity]}">■</span> {row.severity}</td>'
        f"<td>{said}</td><td>{why}</td></tr>"
    )


def _difference(difference: Difference) -> Iterator[str]:
    yield "<h2>What the edit changes</h2>"
    counts = {side: difference.count(side) for side in Side}
    yield from table(
        ("subscription", "", "only now", "only before", "as before", "of these at another time"),
        (
            (name, how, *(str(counts[side][name]) for side in (Side.NEW, Side.OLD)), str(difference.same[name]),
             str(difference.moved[name]))
            for name, how in difference.edited.items()
        ),
    )  # fmt: skip
    for side, title in ((Side.NEW, "Only now"), (Side.OLD, "Only before")):
        listed = difference.listed(side)
        yield f"<h3>{title}: {counts[side].total():,}</h3>"
        if listed:
            names = ("time (UTC)", "subscription", "kind", "what", "why", "why not the other")
            yield from table(names, map(_only, listed))


def _only(only: Only) -> tuple[str, ...]:
    row = only.row
    time = f"{row.time:%Y-%m-%d %H:%M}"
    return time, row.subscription, row.kind, row.title or row.headline, "; ".join(row.why), only.other
