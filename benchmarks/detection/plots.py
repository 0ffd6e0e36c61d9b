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


def curve(title: str, panels: list[tuple[str, str, list[tuple[float, float]]]]) -> str:
    """Panels below each other, each (name, unit, points), both axes logarithmic, figures at the points."""
    tall, body = 220, []
    for k, (name, unit, points) in enumerate(panels):
        top = 50 + k * (tall + 50)
        body += _panel(name, unit, points, top, tall)
    return _svg(50 + len(panels) * (tall + 50), title, body)


def _panel(name, unit, points, top, tall):
    xs, ys = [log10(x) for x, _ in points], [log10(y) for _, y in points]
    low, high = floor(min(ys) - 0.01), ceil(max(ys) + 0.01)
    left, span = 90, WIDTH - 90 - RIGHT

    def place(x, y):
        across = left + span * (x - xs[0]) / max(1e-9, xs[-1] - xs[0])
        return across, top + tall - tall * (y - low) / (high - low)

    body = [f'<text x="16" y="{top - 6}">{escape(name)}</text>']
    for power in range(low, high + 1):
        _, y = place(xs[0], power)
        body.append(f'<path d="M{left} {y:.1f}H{left + span}" stroke="{SOFT}"/>')
        body.append(
            f'<text class="axis" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} {unit}</text>'
        )
    dots = [place(x, y) for x, y in zip(xs, ys, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    body.append(f'<polyline points="{line}" fill="none" stroke="{OURS}" stroke-width="2"/>')
    for (x, y), (n, value) in zip(dots, points, strict=True):
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{OURS}"/>')
        body.append(f'<text class="axis" x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{value:.3g} {unit}</text>')
        body.append(f'<text class="axis" x="{x:.1f}" y="{top + tall + 18}" text-anchor="middle">{n:.0e}</text>')
    return body
