"""The look: contrast, complete tokens, icons, fonts."""

import re
import tomllib
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from bpr_studio.ui.qt.icons import icon, outline, paint_icon
from bpr_studio.ui.qt.resources import resources_folder
from bpr_studio.ui.qt.theme import Mode, Tone, current_theme, load_tokens, palette_of, style_sheet

STYLE = resources_folder() / "style"
PAIRS = [
    (mode, text, ground)
    for mode in Mode
    for text, grounds in tomllib.loads((STYLE / "tokens.toml").read_text("utf-8"))[
        "contrast"
    ].items()
    for ground in grounds
]


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_of_the_definition() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize(("mode", "text", "ground"), PAIRS)
def test_every_text_can_be_read_on_every_ground_it_stands_on(
    mode: Any, text: Any, ground: Any
) -> None:
    tokens = load_tokens(mode)

    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("mark", ["line_strong", "focus", "core", "non_core"])
def test_marks_and_borders_stand_out_from_their_ground(mode: Any, mark: Any) -> None:
    tokens = load_tokens(mode)

    assert contrast(tokens[mark], tokens["surface"]) >= 3.0


def test_light_and_dark_name_the_same_tokens() -> None:
    assert load_tokens(Mode.LIGHT).keys() == load_tokens(Mode.DARK).keys()


@pytest.mark.parametrize("mode", list(Mode))
def test_the_style_sheet_uses_known_tokens_and_pictures_that_exist(mode: Any) -> None:
    sheet = style_sheet(mode)  # an unknown token raises

    pictures = re.findall(r'url\("([^"]*)"\)', sheet)
    assert pictures
    for picture in pictures:
        assert (STYLE / picture.rsplit("/", 1)[-1]).is_file()


def test_every_tone_is_a_token() -> None:
    assert {tone.value for tone in Tone} <= load_tokens(Mode.LIGHT).keys()


def test_every_icon_draws_something_inside_its_box(qapp: QApplication) -> None:
    names = [file.stem for file in (resources_folder() / "icons").glob("*.svg")]

    assert len(names) > 100
    for name in names:
        bounds = outline(name).boundingRect()
        assert max(bounds.width(), bounds.height()) > 90, name
        assert bounds.top() > -1, name
        assert bounds.bottom() < 257, name


def test_a_missing_icon_is_told_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        outline("no-such-icon")


def test_icons_follow_light_and_dark(qapp: QApplication) -> Any:
    theme = current_theme()
    home = icon("house")

    def darkest() -> int:
        image = home.pixmap(20, 20).toImage()
        return min(
            image.pixelColor(x, y).lightness()
            for x in range(20)
            for y in range(20)
            if image.pixelColor(x, y).alpha() > 200
        )

    try:
        theme.install(qapp, Mode.LIGHT)
        light = darkest()
        theme.switch(Mode.DARK)
        dark = darkest()
    finally:
        theme.install(qapp, Mode.LIGHT)
    assert light < 60
    assert dark > 180


def test_a_painted_icon_has_the_colour_of_its_tone(qapp: QApplication) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_icon(painter, QRect(0, 0, 64, 64), "stop", Tone.ERROR)
    painter.end()

    wanted = current_theme().color(Tone.ERROR).rgb()
    assert any(image.pixel(x, y) == wanted for x in range(64) for y in range(64))


def test_switching_dresses_the_running_application(qapp: QApplication) -> None:
    theme = current_theme()
    seen: list[Any] = []
    theme.install(qapp, Mode.LIGHT)
    theme.changed.connect(lambda: seen.append(theme.mode))
    try:
        theme.switch(Mode.DARK)
        theme.switch(Mode.DARK)

        assert seen == [Mode.DARK]
        assert qapp.palette().window().color() == palette_of(theme).window().color()
        assert theme.color("surface").name() in qapp.styleSheet()
    finally:
        theme.install(qapp, Mode.LIGHT)
