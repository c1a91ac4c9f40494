"""The figures of a run as Markdown."""
from __future__ import annotations

from lab.load.held_tasks import NAMES
from lab.load.windows import Windows

_HEAD = ['load of a task', 'task', 'asked', 'achieved', 'added p50', 'p99', 'p99.9', 'CPU of the quota', 'throttled periods', 'memory']


def table(whole: tuple[str, float, Windows], at: dict[float, tuple[dict[str, float], Windows]]) -> str:
    """The whole load first, then the shares of what each task manages."""
    title, rate, windows = whole
    rows = [_row(title, name, rate, windows) for name in NAMES]
    for share, (rates, measured) in at.items():
        rows += [_row(f'{share:.0%} of its capacity', name, rates[name], measured) for name in NAMES]
    return '\n'.join('| ' + ' | '.join(cells) + ' |' for cells in [_HEAD, ['---'] * len(_HEAD), *rows])


def _row(title: str, name: str, asked: float, windows: Windows) -> list[str]:
    def figure(of: str) -> float:
        return windows.median(name, of)

    return [
        title, name, f'{asked:,.0f}/s', f'{figure("rate"):,.0f}/s', *(f'{windows.added_ms(name, of):.2f} ms' for of in ('median_us', 'p99_us', 'p999_us')),
        f'{figure("cpu_share"):.0%}', f'{figure("throttled"):.0%}', f'{figure("memory_mib"):.0f} MiB',
    ]
