"""Charts as SVG text, drawn by matplotlib. Legible without colour; a table stands behind each."""

import io
import re
from collections.abc import Sequence

from analytics.toil import Interval

_SIZE = (7.2, 2.6)


def load_chart(weeks: Sequence[str], questions: Sequence[int], hours: Sequence[float]) -> str:
    """Questions as bars and human hours as a line, by week."""

    def draw(axes: object) -> None:
        places = range(len(weeks))
        axes.bar(places, questions, color="#c8c8c8", edgecolor="#333", label="questions")  # type: ignore[attr-defined]
        other = axes.twinx()  # type: ignore[attr-defined]
        other.plot(places, hours, color="#111", marker="o", linewidth=1.5, label="human hours")
        axes.set_ylabel("questions (bars)")  # type: ignore[attr-defined]
        other.set_ylabel("human hours (line)")
        axes.set_ylim(bottom=0)  # type: ignore[attr-defined]
        other.set_ylim(bottom=0)
        shown = [week.partition("-")[2] for week in weeks]
        axes.set_xticks(list(places), shown)  # type: ignore[attr-defined]

    return _svg(draw, "Questions and human hours by week")


def curve_chart(curve: Sequence[Interval]) -> str:
    """Share of human time in the first n themes, with its interval."""

    def draw(axes: object) -> None:
        places = list(range(1, len(curve) + 1))
        low, high = [100 * at.low for at in curve], [100 * at.high for at in curve]
        axes.fill_between(places, low, high, color="#d8d8d8", label="95% interval")  # type: ignore[attr-defined]
        values = [100 * at.value for at in curve]
        axes.plot(places, values, color="#111", marker="o", markersize=3)  # type: ignore[attr-defined]
        axes.set_xticks(places[:: len(places) // 20 + 1])  # type: ignore[attr-defined]
        axes.set_xlabel("themes, the most to save first")  # type: ignore[attr-defined]
        axes.set_ylabel("% of human time")  # type: ignore[attr-defined]
        axes.set_ylim(0, 102)  # type: ignore[attr-defined]

    return _svg(draw, "Share of human time in the first themes")


def _svg(draw: object, title: str) -> str:
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "dialtone", "svg.fonttype": "none"}):
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        figure = Figure(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.spines[["top"]].set_visible(False)
        draw(axes)  # type: ignore[operator]
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
    body = out.getvalue()[out.getvalue().index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    # Two charts of one page must not share ids.
    mark = re.sub(r"\W+", "-", title.lower())
    body = re.sub(r'\bid="', f'id="{mark}-', body)
    body = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{mark}-", body)
    return body.replace("<svg ", f'<svg role="img" aria-label="{title}; figures in the table" ', 1)
