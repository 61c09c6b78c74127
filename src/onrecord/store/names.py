"""Names and words brought to one form, so that what is the same compares equal."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_HONORIFICS = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "prof", "professor", "rev"} | {
    "reverend", "sen", "senator", "rep", "gov", "governor", "president", "judge", "minister",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text as search compares them: without case, accents and punctuation."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)).casefold())


def folded(name: str) -> str:
    """A name as names are compared; one without any letter stays as it is."""
    return " ".join(words(name)) or name


def identity_id(name: str, actor_type: str) -> str | None:
    """Id of whom a name in an article stands for in the whole record; None if the name alone can't say.

    People are taken for one by a full name: two names of more than a letter, or two initials with one; never by
    a surname. Organisations by their name. Groups, documents, unnamed people and authors stay in their article.
    """
    parts = words(name)
    if actor_type == "person":
        parts = [part for part in parts if part not in _HONORIFICS]
        full = sum(len(part) > 1 for part in parts)
        if full < 2 and not (full == 1 and len(parts) > 2):
            return None
    elif actor_type != "organisation" or not parts:
        return None
    return hashlib.sha256(f"{actor_type};{' '.join(parts)}".encode()).hexdigest()[:24]
