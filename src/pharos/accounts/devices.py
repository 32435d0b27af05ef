"""What a session was opened with, in a few words: the browser and the system it names itself."""

from typing import Final

from pharos.common.sentences import sentence

# In this order: each browser also names those it descends from.
_BROWSERS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def told(user_agent: str, language: str) -> str:
    """`Firefox, Linux`; where neither is known, a sentence that says so."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(one for one in found if one) or sentence("page_account_device", language)
