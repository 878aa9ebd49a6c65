"""SVG by hand: a few marks in the ink of the page, so that a plot is the same on a screen, in a file and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

WIDTH: Final = 760
INK: Final = "#3a444a"
SOFT: Final = "#6b757b"
LINE: Final = "#d3d1c9"
ACCENT: Final = "#2f6f9f"
_CLASSES: Final = {INK: "ink", SOFT: "soft", LINE: "line", ACCENT: "accent"}
"""So that a dark page can give them other colours."""


@dataclass
class Drawing:
    """A plot of ``height``; what is drawn first lies below."""

    height: float
    words: str
    width: float = WIDTH
    _marks: list[str] = field(default_factory=list)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str = INK, **more: str) -> None:
        """Draw a straight line."""
        self._mark("line", {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}, {"stroke": colour, **more})

    def path(self, points: list[tuple[float, float]], colour: str = INK, **more: str) -> None:
        """Draw lines from point to point."""
        along = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._mark("polyline", {"points": along}, {"stroke": colour, "fill": "none", **more})

    def ring(self, at: tuple[float, float], radius: float, colour: str = INK, **more: str) -> None:
        """Draw an empty circle."""
        self._mark("circle", {"cx": at[0], "cy": at[1], "r": radius}, {"stroke": colour, "fill": "none", **more})

    def disc(self, at: tuple[float, float], radius: float, colour: str = ACCENT) -> None:
        """Draw a full circle."""
        self._mark("circle", {"cx": at[0], "cy": at[1], "r": radius}, {"fill": colour})

    def box(self, at: tuple[float, float], size: tuple[float, float], colour: str, **more: str) -> None:
        """Draw a rectangle."""
        place = {"x": at[0], "y": at[1], "width": size[0], "height": size[1]}
        self._mark("rect", place, {"fill": colour, **more})

    def text(
        self, at: tuple[float, float], text: str, anchor: str = "start", colour: str = INK, size: int = 13
    ) -> None:
        """Write a text whose baseline begins, has its middle or ends there."""
        look = f'text-anchor="{anchor}" font-size="{size}" fill="{colour}" class="{_CLASSES.get(colour, "")}"'
        self._marks.append(f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" {look}>{escape(text)}</text>')

    def svg(self) -> str:
        """Give the plot."""
        head = f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}"'
        inside = "".join(self._marks)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {head} font-family="Arial, Helvetica, sans-serif">'
            f"<title>{escape(self.words)}</title>{inside}</svg>"
        )

    def _mark(self, name: str, numbers: Mapping[str, float | str], look: dict[str, str]) -> None:
        places = (
            f'{key}="{value:.1f}"' if not isinstance(value, str) else f'{key}="{value}"'
            for key, value in numbers.items()
        )
        looks = (f"{key.replace('_', '-')}={quoteattr(value)}" for key, value in look.items())
        classes = " ".join(f"{key}-{_CLASSES[value]}" for key, value in look.items() if value in _CLASSES)
        self._marks.append(f'<{name} {" ".join(places)} {" ".join(looks)} class="{classes}"/>')
