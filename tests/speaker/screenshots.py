"""Pictures of the page: `python -m tests.speaker.screenshots` writes them to docs/images."""

from __future__ import annotations

from pathlib import Path

from skill.languages import LOCALES
from skill.speaker.loopback import local_endpoint, served
from skill.speaker.web import create_app
from tests.speaker.browser import DESK, HEARS, PHONE, chromium, visitor

FOLDER = Path(__file__).parent.parent.parent / "docs" / "images"

# Name: locale, width, colours, what is said.
PICTURES = {
    "emergency": ("en-US", DESK, "light", "I've been soaking through pads since lunch"),
    "question": ("de-DE", PHONE, "dark", "ich habe Fieber, aber keine starken Schmerzen"),
    "right-to-left": ("ar-SA", PHONE, "light", "أشعر بدوار شديد وأكاد يغمى علي"),
}


def main() -> None:
    """Take every picture whose locale is served."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with local_endpoint() as skill, served(create_app(skill)) as origin, chromium() as browser:
        for name, (locale, width, scheme, said) in PICTURES.items():
            if locale not in LOCALES:
                print(f"{name}: {locale} is not served")
                continue
            with visitor(browser, origin, width=width, scheme=scheme, script=HEARS) as someone:
                someone.arrive(locale)
                someone.say(said)
                someone.page.evaluate("document.activeElement.blur()")
                path = FOLDER / f"{name}.png"
                someone.page.screenshot(path=path)
                print(f"{path} ({path.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
