"""What a site reserves for itself, in the forms that machines read: robots.txt, headers, meta elements, TDMRep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

AGENT = "onrecord"
"""The name that a robots.txt knows us by."""

_REFUSALS = frozenset({"noindex", "none", "noai"})
_META = re.compile(rb"<meta\s[^>]{1,500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """One host's rules: its robots.txt, and its /.well-known/tdmrep.json as (pattern, reserved) pairs."""

    robots: Protego
    reserved: Sequence[tuple[str, bool]] = ()

    def refusal(self, url: str) -> str | None:
        """Why the site doesn't want this address fetched; None if it doesn't mind."""
        if not self.robots.can_fetch(url, AGENT):
            return "its robots.txt does not allow it"
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        for pattern, reserved in self.reserved:
            if _matches(pattern, path):
                return "its publisher reserves text and data mining (tdmrep.json)" if reserved else None
        return None

    def delay(self) -> float:
        """Seconds between requests that the robots.txt asks for; 0 when it doesn't say."""
        rate = self.robots.request_rate(AGENT)
        return max(
            self.robots.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0
        )


def parse_rules(robots: bytes, tdmrep: bytes) -> Rules:
    """Rules from the contents of both files; what can't be parsed says nothing."""
    return Rules(Protego.parse(robots.decode("utf-8", "replace")), list(_tdmrep(tdmrep)))


def _tdmrep(data: bytes) -> Iterable[tuple[str, bool]]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    for one in value[:1000] if isinstance(value, list) else []:
        if isinstance(one, dict) and isinstance(one.get("location"), str):
            yield one["location"], str(one.get("tdm-reservation")) == "1"


def _matches(pattern: str, path: str) -> bool:
    """As in robots.txt: a prefix, with ``*`` for anything and ``$`` for the end; no regular expression, no blow-up."""
    whole = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not whole or at == len(path) or (len(parts) > 1 and path.endswith(parts[-1]))


def header_refusal(headers: Iterable[tuple[str, str]]) -> str | None:
    """Why a response's headers reserve it; None if they don't."""
    for name, value in headers:
        if name.lower() == "tdm-reservation" and value.strip() == "1":
            return "its publisher reserves text and data mining (tdm-reservation: 1)"
        if name.lower() == "x-robots-tag" and (word := _robots_word(value)):
            return f"its publisher does not want it indexed (X-Robots-Tag: {word})"
    return None


def _robots_word(value: str) -> str | None:
    """The refusing word of an X-Robots-Tag: a part may be for one agent, and is then ours or not."""
    agent = AGENT
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}:
            agent, part = name.strip(), rest  # noqa: PLW2901 - the rest is the part
        if agent == AGENT and part.strip() in _REFUSALS:
            return part.strip()
    return None


def page_refusal(data: bytes) -> str | None:
    """Why a page's own meta elements reserve it; None if they don't."""
    for element in _META.finditer(data[:200_000]):
        found = {name.lower(): b"".join(value).lower() for name, *value in _ATTRIBUTE.findall(element.group())}
        name, content = found.get(b"name", b""), found.get(b"content", b"").strip()
        if name == b"tdm-reservation" and content == b"1":
            return "its publisher reserves text and data mining (tdm-reservation)"
        if name in {b"robots", AGENT.encode()}:
            for word in content.decode("ascii", "replace").split(","):
                if word.strip() in _REFUSALS:
                    return f"its publisher does not want it indexed (robots: {word.strip()})"
    return None
