"""What a locale calls itself."""

from babel import Locale


def own_name(tag: str) -> str:
    """The name of the locale `tag` in its own language: "Deutsch (Deutschland)"."""
    return Locale.parse(tag, sep="-").get_display_name() or tag
