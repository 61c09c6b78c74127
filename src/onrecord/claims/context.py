"""An article around its statements: who is meant by a name, what a fragment belongs to, what stands beside a "
"content.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from onrecord.claims.wording import plain
from onrecord.statements import Reading, Statement
from onrecord.text import Span
from onrecord.text.paragraphs import DATELINE, paragraphs, sentences
from onrecord.text.spans import Range, merge_ranges

_HONORIFIC = re.compile(
    r"^(?:(?:the|mr|mrs|ms|miss|dr|sir|dame|lord|lady|prof|president|minister|senator|governor|mayor)\.? )+"
)
_OPENING = 6
"""Characters at the head of a content that its first piece may lack: a quotation mark, *that*."""
_TITLES = frozenset({"the", "a", "mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr."})
_I = re.compile(r"\b(I)(?:(['’])(m|ve|d|ll)\b)?(?![\w])|\b([Mm]e|[Mm]yself)\b")
_MY = re.compile(r"\b[Mm](?:y|ine)\b")
_QUOTES = re.compile(r"[“”\"«»`]|(?<!\w)[‘']|[’'](?!\w)")
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?|elling)|add(?:ed|s|ing)?|claim(?:ed|s|ing)?|according|insist(?:ed|s|"
    r"ing)?|argu(?:ed|es|ing)|"
    r"wr(?:ote|ites|itten)|state[sd]?|announc(?:ed|es)|believ(?:ed|es)|th(?:inks?|ought)|kn(?:ows?|ew)|report(?:ed|"
    r"s)|warn(?:ed|s)|"
    r"admit(?:ted|s)|acknowledge[sd]?|conced(?:ed|es)|confirm(?:ed|s)|suggest(?:ed|s)|maintain(?:ed|s)|"
    r"explain(?:ed|s)|"
    r"repl(?:ied|ies)|respond(?:ed|s)|allege[sd]?|show(?:ed|s|n)?|found|finds|estimate[sd]?|predict(?:ed|s)|"
    r"stress(?:ed|es)|not(?:ed|es))\b|:$"
)
"""Reporting words that lead to a clause."""
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying))\b")
_ACCUSES = re.compile(r"\b(?:accus(?:e|es|ed|ing)|blam(?:e|es|ed|ing))\b")
_OPENS = re.compile(
    r"(?:had|has|have|was|were|is|are|would|will|did|does|do|could|should|may|might|must|can|cannot|can't|won't|"
    r"wasn't|isn't|"
    r"hadn't|never|not|to|as|been|being|having|\w+ing|\w+ed|in|on|at|by|of|for|with|from|a|an)\b"
)
"""How a content begins that lacks its subject."""


class Context:
    """One reading, as its statements are taken apart."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.article.text
        self.plain = plain(self.text)
        self._names = {actor.name for actor in reading.actors if actor.type in {"person", "organisation"}}
        self._sentences = [one for a, b in paragraphs(self.text) for one in sentences(self.text, a, b)]
        self._by_id = {one.id: one for one in reading.statements}
        self.inside: dict[str, list[Statement]] = defaultdict(list)
        for one in reading.statements:
            if one.within in self._by_id:
                self.inside[one.within].append(one)
        self._taken = merge_ranges((span.start, span.end) for one in reading.statements for span in one.content)

    def named(self, words: str, statement: Statement) -> str | None:
        """Whom a name in the text stands for: the fullest name of the one actor that it fits, else the name as written.

        None for a pronoun, a common noun and a name that fits several.
        """
        wanted = _HONORIFIC.sub("", plain(words)).split()
        wanted = [word.removesuffix("'s") for word in wanted]
        if not wanted or wanted[-1] in {"his", "her", "their", "its", "the"}:
            return None
        fitting = {name for name in self._names if wanted[-1] in plain(name).split()}
        exact = {name for name in fitting if plain(name).split()[-len(wanted) :] == wanted}
        fitting = exact or fitting
        fitting.discard(statement.speaker.name or "")
        if fitting:
            return fitting.pop() if len(fitting) == 1 else None
        written: list[str] = []
        for word in reversed(words.removesuffix("’s").removesuffix("'s").split()):
            if not word[0].isupper() or word.lower() in _TITLES:
                break
            written.insert(0, word)
        return " ".join(written) or None

    def depth(self, statement: Statement) -> int:
        """1 for what somebody else says inside another's statement, 0 for what its speaker says.

        *(A said that B took bribes), which B denies*: the reporter's words, not A's.
        """
        outer = self._by_id.get(statement.within or "")
        aside = statement.content[0].text == "which"
        return int(outer is not None and outer.speaker.name != statement.speaker.name and not aside)

    def sentence(self, at: int) -> Range:
        """The sentence that a position lies in."""
        return next((one for one in self._sentences if one[0] <= at < one[1]), (at, at))

    def outside(self, statement: Statement) -> list[Range]:
        """The parts of the sentence of a statement's reporting words that no content covers."""
        anchor = (statement.cue or statement.source or statement.content)[0].start
        start, end = self.sentence(anchor)
        parts, at = [], start
        for first, last in self._taken:
            if last <= start or first >= end:
                continue
            if at < first:
                parts.append((at, first))
            at = max(at, last)
        if at < end:
            parts.append((at, end))
        return parts

    def compared(self, statement: Statement, piece: Sequence[Range]) -> str:
        """The words of a piece of a content made to stand alone: its subject put before it, the speaker for *I*."""
        words = " ".join(self.text[start:end] for start, end in piece)
        start = piece[0][0]
        if start - statement.content[0].start <= _OPENING:
            words = f"{self._before(statement, start)} {words}"
        words = _QUOTES.sub("", words).replace("’", "'")
        if (name := statement.speaker.name) and statement.speaker.type == "person" and statement.kind != "indirect":
            words = _MY.sub(f"{name}'s", _I.sub(name, words))
        return " ".join(words.split())

    def governs(self, cue: Span, start: int) -> bool:
        """Does the content follow reporting words that lead to no clause?"""
        between = self.text[cue.end : start].strip(" “\"‘'")
        return not between and not _SAYS.search(self.plain, cue.start, cue.end)

    def _before(self, statement: Statement, start: int) -> str:
        """What a content lacks at its beginning.

        Its subject, from before the attribution (*Tessaly, he claimed, had “known for weeks”*); or speaker and cue,
        where the content is no clause of its own (*hopes to sign*).
        """
        cue = statement.cue[0] if statement.cue else None
        if cue is not None and start > cue.end and statement.kind != "direct" and self.governs(cue, start):
            if _ACCUSES.search(self.plain, cue.start, cue.end):
                return ""  # what somebody is accused of is the claim, not who accuses
            who = statement.speaker.name or ""
            return who if _DENIES.search(self.plain, cue.start, cue.end) else f"{who} {cue.text}"
        if not _OPENS.match(self.plain, start):
            return ""
        first, _ = self.sentence(start)
        parts, at = [], first
        for one in sorted((*statement.source, *statement.cue), key=lambda span: span.start):
            if first <= one.start < start:
                parts.append(self.text[at : one.start])
                at = max(at, one.end)
        parts.append(self.text[at:start])
        before = " ".join(parts)
        dateline = DATELINE.match(before)
        words = " ".join(before[dateline.end() if dateline else 0 :].strip(" ,“\"‘'–—").split())
        return words if len(words.split()) <= 8 else ""
