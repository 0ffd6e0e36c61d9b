"""Two plots as SVG, a few lines each: no plotting library is worth installing for bars and two curves."""

from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 860, 250, 90
INK, SOFT, OURS, PEER = "#1d2733", "#c9d1d9", "#0b6e4f", "#8a94a0"
STYLE = f"text{{font:14px system-ui,sans-serif;fill:{INK}}}.title{{font-weight:600}}.axis{{font-size:12px}}"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One engine's figure."""

    label: str
    value: float
    text: str
    ours: bool


def _svg(height: int, title: str, body: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">'
        f"<style>{STYLE}</style>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text class="title" x="16" y="26">{escape(title)}</text>{"".join(body)}</svg>\n'
    )


def bars(title: str, rows: list[Bar]) -> str:
    """Horizontal bars on a logarithmic scale, shortest first."""
    rows = sorted(rows, key=lambda one: one.value)
    low, high = floor(log10(rows[0].value)), ceil(log10(rows[-1].value))
    span = WIDTH - LEFT - RIGHT
    height = 70 + 30 * len(rows)

    def across(value):
        return LEFT + span * (log10(value) - low) / max(1, high - low)

    body = []
    for power in range(low, high + 1):
        x = across(10.0**power)
        body.append(f'<path d="M{x:.1f} 44V{height - 26}" stroke="{SOFT}"/>')
        body.append(f'<text class="axis" x="{x:.1f}" y="{height - 10}" text-anchor="middle">{10.0**power:g} s</text>')
    for k, row in enumerate(rows):
        y = 50 + 30 * k
        end = max(across(row.value), LEFT + 2)
        body.append(f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(row.label)}</text>')
        body.append(
            f'<rect x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="20" fill="{OURS if row.ours else PEER}"/>'
        )
        body.append(f'<text x="{end + 6:.1f}" y="{y + 15}">{escape(row.text)}</text>')
    return _svg(height, title, body)


Series = list[tuple[float, float]]


def curve(title: str, panels: list[tuple[str, str, Series, Series]]) -> str:
    """Panels below each other, each (name, unit, points, a yardstick's points or none); both axes are logarithmic."""
    tall, body = 220, []
    for k, panel in enumerate(panels):
        body += _panel(*panel, 50 + k * (tall + 50), tall)
    return _svg(50 + len(panels) * (tall + 50), title, body)


def _panel(name, unit, points, yardstick, top, tall):
    xs = [log10(x) for x, _ in points]
    ys = [log10(y) for _, y in [*points, *yardstick]]
    low, high = floor(min(ys) - 0.01), ceil(max(ys) + 0.01)
    left, span = 90, WIDTH - 90 - RIGHT

    def place(x, y):
        across = left + span * (log10(x) - xs[0]) / max(1e-9, xs[-1] - xs[0])
        return across, top + tall - tall * (log10(y) - low) / (high - low)

    body = []
    for power in range(low, high + 1):
        _, y = place(points[0][0], 10.0**power)
        body.append(f'<path d="M{left} {y:.1f}H{left + span}" stroke="{SOFT}"/>')
        body.append(
            f'<text class="axis" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} {unit}</text>'
        )
    body.append(f'<text x="{left + 8}" y="{top + 20}">{escape(name)}</text>')
    for series, colour in ((yardstick, PEER), (points, OURS)):
        dots = [place(x, y) for x, y in series]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        body.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in dots]
    for n, value in points:
        x, y = place(n, value)
        body.append(f'<text class="axis" x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{value:.3g} {unit}</text>')
        body.append(f'<text class="axis" x="{x:.1f}" y="{top + tall + 18}" text-anchor="middle">{n:,.0f}</text>')
    return body
