"""Families of user agents: a closed set, so that text of a client gets into no email."""

from typing import Final

MAX_READ: Final = 512
# The first match wins: most browsers also name those that they are compatible with.
PROGRAMS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("PostmanRuntime/", "Postman"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("python", "a Python program"),
    ("node", "a Node.js program"),
    ("Go-http-client/", "a Go program"),
    ("Java/", "a Java program"),
    ("okhttp/", "an Android program"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def program_and_system(user_agent: str | None) -> tuple[str, str | None]:
    """Return the family of a user agent and its system, such as Firefox and Linux."""
    text = (user_agent or "")[:MAX_READ]
    program = next((name for mark, name in PROGRAMS if mark in text), "another program")
    system = next((name for mark, name in SYSTEMS if mark in text), None)
    return program, system


def device_of(user_agent: str | None) -> str:
    """Return the family of a user agent, such as `Firefox on Linux`."""
    program, system = program_and_system(user_agent)
    return f"{program} on {system}" if system else program
