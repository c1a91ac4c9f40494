"""The table's CPU rows as a picture: bars beside the Guidance's, shorter being better."""
from __future__ import annotations

from html import escape

from lab.bench.stage import FLOOR, FLOOR_SPLICE, HAPROXY, HAPROXY_SPLICE, OURS
from lab.bench.verdict import Row

_COLOURS = {OURS: '#8c4fff', HAPROXY: '#4a7fb5', HAPROXY_SPLICE: '#9dbfdd', FLOOR: '#8a8a8a', FLOOR_SPLICE: '#c4c4c4'}
_LEFT, _RIGHT, _TOP, _BAR, _GAP, _SCALE = 290, 60, 84, 13, 16, 360
_TITLE = "CPU time of the proxy for each unit of work, as a ratio to the Guidance's configuration"


def picture(rows: list[Row], note: str) -> str:
    """An SVG of the rows that hold ratios."""
    width = _LEFT + int(_SCALE * max(ratio.high for row in rows for ratio in row.ratios.values())) + _RIGHT
    parts, top = [], _TOP
    for row in (row for row in rows if row.ratios):
        parts.append(_row(row, top))
        top += len(row.ratios) * _BAR + _GAP
    middle = _LEFT + _SCALE
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top + 24}" font-family="Helvetica, Arial, sans-serif" font-size="11" role="img">',
        f'<title>{escape(_TITLE)}</title>',
        f'<rect width="{width}" height="{top + 24}" fill="#fff"/>',
        f'<text x="16" y="24" font-size="14" font-weight="bold">{escape(_TITLE)}</text>',
        _legend(),
        f'<line x1="{_LEFT}" y1="{_TOP - 8}" x2="{_LEFT}" y2="{top - _GAP + 6}" stroke="#555"/>',
        f'<line x1="{middle}" y1="{_TOP - 8}" x2="{middle}" y2="{top - _GAP + 6}" stroke="#d13212" stroke-dasharray="4 3"/>',
        f'<text x="{middle}" y="{_TOP - 12}" text-anchor="middle" fill="#d13212">the Guidance = 1</text>',
        *parts,
        f'<text x="16" y="{top + 10}" fill="#555">{escape(note)}</text>',
        '</svg>',
        '',
    ])


def _row(row: Row, top: int) -> str:
    middle = top + len(row.ratios) * _BAR / 2 + 4
    bars = [_bar(name, ratio.median, ratio.low, ratio.high, top + index * _BAR) for index, (name, ratio) in enumerate(row.ratios.items())]
    label = row.title.removeprefix('CPU: ').replace('`', '')
    return '\n'.join([f'<text x="{_LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>', *bars])


def _bar(name: str, median: float, low: float, high: float, top: int) -> str:
    """With a whisker from the lower to the upper quartile."""
    end, middle = _LEFT + median * _SCALE, top + (_BAR - 2) / 2
    whisker = f'<line x1="{_LEFT + low * _SCALE:.1f}" y1="{middle}" x2="{_LEFT + high * _SCALE:.1f}" y2="{middle}" stroke="#222"/>'
    figure = f'<text x="{max(end, _LEFT + high * _SCALE) + 5:.1f}" y="{top + 9}" font-size="10" fill="#333">{median:.2f}</text>'
    return f'<rect x="{_LEFT}" y="{top}" width="{median * _SCALE:.1f}" height="{_BAR - 2}" fill="{_COLOURS[name]}"/>{whisker}{figure}'


def _legend() -> str:
    return ''.join(
        f'<rect x="{16 + index * 130}" y="38" width="11" height="11" fill="{colour}"/><text x="{32 + index * 130}" y="48">{escape(name)}</text>'
        for index, (name, colour) in enumerate(_COLOURS.items())
    )
