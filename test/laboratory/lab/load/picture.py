"""The levels of a run as a picture: how much latency a task adds the more of its capacity is used."""
from __future__ import annotations

from html import escape

from lab.bench.stage import GUIDANCE, OURS
from lab.load.held_tasks import NAMES
from lab.load.windows import Windows

_LEFT, _TOP, _WIDTH, _HEIGHT = 60, 60, 480, 200
_COLOURS = {OURS: '#8c4fff', GUIDANCE: '#d13212'}
_TITLE = 'Latency that a task adds (99th percentile), by the share of its capacity'


def picture(at: dict[float, tuple[dict[str, float], Windows]], note: str) -> str:
    """An SVG."""
    most = 1.1 * max(max(windows.added_ms(name, 'p99_us') for name in NAMES) for _, windows in at.values())
    bottom = _TOP + _HEIGHT
    legend = ''.join(f'<tspan dx="10" fill="{_COLOURS[name]}" font-weight="bold">{name}</tspan>' for name in NAMES)
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 30} {bottom + 50}" font-family="Helvetica, Arial, sans-serif" font-size="11" role="img">',
        f'<title>{escape(_TITLE)}</title>',
        f'<rect width="{_LEFT + _WIDTH + 30}" height="{bottom + 50}" fill="#fff"/>',
        f'<text x="16" y="24" font-size="13" font-weight="bold">{escape(_TITLE)}</text>',
        f'<text x="{_LEFT}" y="{_TOP - 10}" fill="#555">milliseconds{legend}</text>',
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_LEFT + _WIDTH}" y2="{bottom}" stroke="#555"/>',
        f'<text x="{_LEFT - 6}" y="{_TOP + 8}" text-anchor="end" fill="#555">{most:.0f}</text>',
        *(f'<text x="{_x(share):.0f}" y="{bottom + 16}" text-anchor="middle" fill="#555">{share:.0%}</text>' for share in at),
        *(_curve(name, at, most) for name in NAMES),
        f'<text x="16" y="{bottom + 40}" fill="#555">{escape(note)}</text>',
        '</svg>',
        '',
    ])


def _curve(name: str, at: dict[float, tuple[dict[str, float], Windows]], most: float) -> str:
    places = [(_x(share), _TOP + _HEIGHT - windows.added_ms(name, 'p99_us') / most * _HEIGHT) for share, (_, windows) in at.items()]
    path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in places)
    marks = ''.join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOURS[name]}"/>' for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{_COLOURS[name]}" stroke-width="2"/>{marks}'


def _x(share: float) -> float:
    return _LEFT + share * _WIDTH
