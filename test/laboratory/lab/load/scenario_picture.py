"""The run as a picture: requests a second above, response times below, over time."""
from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lab.load.scenario_report import PERIOD_SECONDS, Period, Report

_LEFT, _TOP, _HEIGHT, _GAP, _WIDTH = 60, 66, 130, 50, 560
_ASKED, _ACHIEVED = '#d13212', '#8c4fff'
_TIMES = {'p50': '#9dbfdd', 'p95': '#4a7fb5', 'p99': '#1f3b5c'}


def picture(report: Report) -> str:
    """An SVG."""
    title = f'{report.users} users, {report.rate} requests/s asked: the scaled-down load in the laboratory'
    below = _TOP + _HEIGHT + _GAP
    end = max(period.start for period in report.periods) + PERIOD_SECONDS
    most_requests = 1.25 * max(report.rate, *(period.requests_per_second for period in report.periods))
    most_time = 1.1 * max(period.p99 for period in report.periods)
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 24} {below + _HEIGHT + 46}" font-family="Helvetica, Arial, sans-serif" font-size="11" role="img">',
        f'<title>{escape(title)}</title>',
        f'<rect width="{_LEFT + _WIDTH + 24}" height="{below + _HEIGHT + 46}" fill="#fff"/>',
        f'<text x="16" y="24" font-size="14" font-weight="bold">{escape(title)}</text>',
        _panel(_TOP, 'requests a second:', {'asked': _ASKED, 'achieved': _ACHIEVED}, most_requests, end),
        *(_bar(period, most_requests, end) for period in report.periods),
        _line(_TOP, [(0, 0), (report.ramp, report.rate), (end, report.rate)], most_requests, end, _ASKED),
        _panel(below, 'response time, ms:', _TIMES, most_time, end),
        *(
            _line(below, [(period.start + PERIOD_SECONDS / 2, getattr(period, name)) for period in report.periods], most_time, end, colour)
            for name, colour in _TIMES.items()
        ),
        f'<text x="{_LEFT}" y="{below + _HEIGHT + 34}" fill="#555">seconds; each point and bar is of 10 seconds. One shared machine, stand-ins for AWS</text>',
        '</svg>',
        '',
    ])


def _panel(top: int, label: str, legend: Mapping[str, str], most: float, end: int) -> str:
    bottom = top + _HEIGHT
    names = ''.join(f'<tspan dx="8" fill="{colour}" font-weight="bold">{name}</tspan>' for name, colour in legend.items())
    marks = ''.join(f'<text x="{_x(second, end):.0f}" y="{bottom + 14}" text-anchor="middle" fill="#555">{second}</text>' for second in range(0, end + 1, PERIOD_SECONDS))
    return (
        f'<text x="{_LEFT}" y="{top - 8}" fill="#555">{label}{names}</text>'
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_LEFT + _WIDTH}" y2="{bottom}" stroke="#555"/>'
        f'<line x1="{_LEFT}" y1="{top}" x2="{_LEFT}" y2="{bottom}" stroke="#555"/>'
        f'<text x="{_LEFT - 6}" y="{top + 8}" text-anchor="end" fill="#555">{most:.0f}</text>{marks}'
    )


def _bar(period: Period, most: float, end: int) -> str:
    left, height = _x(period.start, end) + 3, period.requests_per_second / most * _HEIGHT
    width = _x(period.start + PERIOD_SECONDS, end) - left - 3
    top = _TOP + _HEIGHT - height
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{_ACHIEVED}"/>'
        f'<text x="{left + width / 2:.1f}" y="{top + 12:.1f}" text-anchor="middle" fill="#fff">{period.requests_per_second:.0f}</text>'
    )


def _line(top: int, points: list[tuple[float, float]], most: float, end: int, colour: str) -> str:
    places = [(_x(second, end), top + _HEIGHT - value / most * _HEIGHT) for second, value in points]
    path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _x(second: float, end: int) -> float:
    return _LEFT + second / end * _WIDTH
