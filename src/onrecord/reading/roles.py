"""Roles: what the text calls someone right before or after a name, and whether a description fits it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.reading.names import Name
from onrecord.reading.words import HONORIFICS, OFFICES, PARTIES, RELATED_ROLES, ROLE_NOUNS, SMALL_WORDS, STATES

_ONE_WORD = (
    (re.compile(r"\bprime[ -]ministers?\b"), "premier"),
    (re.compile(r"\bpms?\b"), "premier"),
    (re.compile(r"\b(?:first minister|taoiseach)\b"), "premier"),
    (re.compile(r"\b(?:vice|deputy)[ -]president\b"), "vice-president"),
    (re.compile(r"\bchief executives?(?: officer)?\b"), "ceo"),
    (re.compile(r"\battorney[ -]general\b"), "attorney-general"),
    (re.compile(r"\bgeneral[ -]secretary\b"), "general-secretary"),
    (re.compile(r"\bsecretary[ -]general\b"), "secretary-general"),
    (re.compile(r"\bsecretary of (?:state for )?(?:the )?(?=\w)"), "secretary "),
    (re.compile(r"\bfirst lady\b"), "first-lady"),
    (re.compile(r"\bhead ?teacher\b"), "headteacher"),
    (re.compile(r"\b(?:sens?|rep|gov|gen|lt|col|sgt|prof|dr)\.(?= |$)"), lambda m: m[0][:-1]),
)
_FORMER = re.compile(r"\b(?:former|ex|one-time|then|late|previous|last|retired|outgoing|was|predecessor)\b")
_TAIL = frozenset(
    {"of", "for", "from", "in", "at", "on", "to", "with", "under", "who", "whose", "by", "during", "since"}
)
"""Words that a role goes on with after its head noun."""
_SPELLINGS = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "congressman": "representative", "congresswoman": "representative", "nominee": "candidate", "gen": "general",
    "attorney": "lawyer", "prof": "professor", "chairwoman": "chairman", "chairperson": "chairman", "chair": "chairman",
    "headmaster": "headteacher", "headmistress": "headteacher", "principal": "headteacher", "cllr": "councillor",
    "defense": "defence", "labor": "labour", "col": "colonel", "sgt": "sergeant", "lt": "lieutenant",
    "advisor": "adviser", "councilman": "councillor", "councilwoman": "councillor", "tory": "conservative",
    "tories": "conservative", "dr": "doctor", "msp": "mp", "ms": "mp", "gop": "republican", "democratic": "democrat",
}  # fmt: skip
"""One spelling for words of one role."""
_PEERS = frozenset({"lord", "lady", "baroness", "baron"})
_BEFORE = re.compile(r"((?:[\w'’.-]+ ){0,8}[\w'’.-]+),? $")
_BEFORE_WORDS = 11
"""Spaces before a name between which all that `_BEFORE` can match lies: it takes long to find that the rest is none."""
_AFTER = re.compile(
    r"(?: \([^)]*\))?,?(?:,| –| —| -) ?(?:(?:who|which) (?:is|was|has been|serves as|served as|heads|runs) )?"
    r"([^,;.()–—\n]{3,90})"
)
_PARTY = re.compile(r",? \(?([RDI])-([A-Z][A-Za-z. ]{1,14}?)\.?(?=[),])")
_AS = re.compile(
    r"(?: [a-z-]+){1,4} as ((?:the |its |their )?(?:[a-z-]+ ){0,3}[a-z-]+ of (?:the )?[A-Z][\w’'-]*(?: [A-Z]\w*)*)"
)
"""``A B was re-elected as president of the Union``."""
_CUTS = frozenset({
    "said", "told", "that", "as", "with", "by", "while", "when", "after", "before", "beat", "in", "but",
    "defeated", "met", "against", "like", "says", "asked", "because", "if", "about", "between", "over", "on", "under",
    "from", "during", "into", "than", "and", "or", "where", "whether", "to", "is", "was", "were", "are", "be", "has",
    "had", "have", "including",
})  # fmt: skip
"""Words that a role before a name does not reach over."""
_UNDER = frozenset({"deputy", "vice", "assistant", "shadow", "acting", "junior"})
"""Words that make of a role another one."""
_STYLES = HONORIFICS - _PEERS
_UNTOLD = SMALL_WORDS | HONORIFICS | _TAIL
"""Words of a role that tell nothing."""
_NOT_AFTER = frozenset(
    {"said", "told", "and", "he", "she", "but", "asked", "meanwhile", "however", "who", "whose", "which"}
)


_DOES = re.compile(
    r"(?!(?:now|once|also|then|formerly|currently|still|later|himself|herself|already|both|not|only|of|for|from) )"
    r"(?:[a-z]+ (?:the|an?|his|her|their|its|this|that|mr|ms|mrs) |[a-z]+ing (?:of|for|from|to|with|at|on|in|by) )",
    re.IGNORECASE,
)
"""What somebody does to another, no role of their own: *the interior minister, A B, backed the president*."""


_NO_NATION = (
    "Asian|African|European|Scandinavian|English|Scottish|Cornish|Flemish|Bavarian|Prussian|Victorian|Tasmanian|Parisian|"
    "Californian|Jewish|Christian|Presbyterian|Libertarian|Egalitarian|Humanitarian|Civilian|Guardian|Librarian|Historian|"
    "Musician|Politician|Physician|Parliamentarian|Veterinarian|Custodian|Parish|Adrian|Brian|Ian"
)
"""What looks like one: parts of countries and of the world, faiths, callings, names."""
_NATION = re.compile(
    rf"\b(?!(?:{_NO_NATION})\b)(?:[A-Z][a-z]{{2,}}(?:ian|ean|ish|ese|eli|iti|ani|aqi)|French|German|Dutch|Greek|Swiss|Thai|"
    r"Czech|Afghan|American|Mexican|Cuban|Korean|Slovak|Croat|Serb)\b"
)
"""Adjectives of nations, invented ones included: *the Kestrian minister* is not *the Valdonian* one."""


@dataclass(frozen=True, slots=True)
class Role:
    """What someone is called: ``former Conservative health secretary`` has the head ``secretary``."""

    text: str
    head: str
    words: frozenset[str]
    """The other words that tell something, in one spelling."""
    former: bool

    @property
    def tells(self) -> bool:
        """Does it say what someone does? A peerage does not."""
        return self.head not in _PEERS


@lru_cache(maxsize=4096)
def read_role(phrase: str) -> Role | None:
    """The role that a phrase names; None if it names none."""
    plain = phrase.lower().replace("’", "'")
    for pattern, one in _ONE_WORD:
        plain = pattern.sub(one, plain)
    words = re.findall(r"[a-zà-ÿ0-9][\w-]*(?:'s)?", plain)
    cut = next((i for i, word in enumerate(words) if i and word in _TAIL), len(words))
    heads = [i for i, word in enumerate(words[:cut]) if _spelling(word) in ROLE_NOUNS and word not in _STYLES]
    if not heads or heads[-1] != cut - 1:
        return None  # the Republican National Committee
    head = _spelling(words[heads[-1]])
    rest = frozenset(
        _spelling(word.removesuffix("'s"))
        for i, word in enumerate(words)
        if i != heads[-1] and word not in _UNTOLD and not _FORMER.fullmatch(word)
    )
    return Role(phrase, head, rest, bool(_FORMER.search(plain)) or plain.startswith("ex-"))


def _spelling(word: str) -> str:
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    bare = word.removeprefix("ex-").removeprefix("vice-") if word.startswith("ex-") else word
    return _SPELLINGS.get(bare, bare)


def parties(role: Role) -> frozenset[str]:
    """The parties that a role speaks of, in one spelling."""
    return PARTIES & {role.head, *role.words}


def nations(role: Role) -> frozenset[str]:
    """The nationalities in a role's words; a part of a country is none."""
    return frozenset(_NATION.findall(role.text))


def stem(word: str) -> str:
    """The beginning that ``Kestria`` and ``Kestrian`` share."""
    return word[:5] if len(word) > 5 else word


def fit(asked: Role, known: Role, others: frozenset[str] = frozenset()) -> float:
    """How well a description fits a role: 1 for the same words, less for a related head (``the minister`` for a
    secretary), 0 for none, below 0 for another party or country. ``others`` are words of the same person's other roles.
    """
    if parties(asked) and parties(known) and not parties(asked) & parties(known):
        return -1.0
    if nations(asked) and nations(known) and not nations(asked) & nations(known):
        return -1.0
    if _UNDER & known.words ^ _UNDER & asked.words:
        return 0.0
    if asked.head == known.head:
        value = 1.0
    elif known.head in RELATED_ROLES.get(asked.head, ()):
        value = 0.6 if asked.head == "secretary" else 0.75
    elif (asked.head in PARTIES and asked.head in known.words) or (known.head in PARTIES and known.head in asked.words):
        value = 0.8
    else:
        return 0.0
    stems = {stem(word) for word in known.words | others}
    missing = [w for w in asked.words - PARTIES if stem(w) not in stems]
    value -= 0.12 * min(2, len(missing)) if known.words else 0.06 * min(2, len(missing))
    value += 0.1 * min(2, len(asked.words) - len(missing))
    if asked.former and not known.former:
        if known.head in OFFICES:
            return 0.0
        value -= 0.15
    elif known.former and not asked.former:
        value -= 0.35 if known.head in OFFICES else 0.1
    return value


def _party(text: str, end: int) -> str:
    """``A B (R-Kan.)`` is a Republican of Kansas."""
    match = _PARTY.match(text, end)
    if match is None:
        return ""
    party = {"R": "Republican", "D": "Democrat", "I": "Independent"}[match[1]]
    state = match[2].strip(" .")
    return f"{party} of {STATES.get(state.lower(), state).title()}"


def roles_at(text: str, mention: Name) -> list[str]:
    """What the text calls someone right before or right after a mention, honorifics aside."""
    found = []
    if role := _before(text, mention):
        found.append(role)
    if role := _party(text, mention.end):
        found.append(role)
    if as_what := _AS.match(text, mention.end):
        found.append(as_what[1])
    match = _AFTER.match(text, mention.end)
    if match and match[1].split()[0].lower() not in _NOT_AFTER and not _DOES.match(match[1]):
        words = match[1].split()
        if not {re.sub(r"['’]s?$", "", w.strip(",.")).lower() for w in words[:7]} & ROLE_NOUNS:
            return found
        was = re.search(r"\b(?:who|which) (?:was|has been|served)\b", match[0])
        role = match[1].strip()
        found.append(f"former {role}" if was and not role.startswith("former") else role)
    return found


def _before(text: str, mention: Name) -> str:
    """The role in front of a name: a title alone, or with the words that lead up to it."""
    start = mention.start - len(mention.title) - 1 if mention.title else mention.start
    plain = {w.rstrip(".").lower() for w in mention.title.split()}
    title = "" if plain <= HONORIFICS - _PEERS else mention.title
    line = text.rfind("\n", 0, start) + 1
    ends = ((text.rfind(mark, line, start), mark) for mark in (". ", "” ", "? ", "! ", '" '))
    line = max(line, *(at + len(mark) if at >= 0 else 0 for at, mark in ends))
    cut = start
    for _ in range(_BEFORE_WORDS):
        cut = text.rfind(" ", line, max(line, cut))
    match = _BEFORE.search(text[max(line, cut + 1) : max(line, start)])
    if not match:
        return title
    words = match[1].split()
    for i in range(len(words) - 1, -1, -1):
        if words[i].strip(",").lower() in _CUTS or (words[i].endswith(",") and i < len(words) - 1):
            words = words[i + 1 :]
            break
    bare = [w.strip(",.").removesuffix("'s").removesuffix("’s").lower() for w in words]
    if title:
        lead = words[-1:] if bare and bare[-1] in ("former", "ex", "then", "acting", "retired", "late") else []
        return " ".join([*lead, title])
    heads = [i for i, word in enumerate(bare) if word in ROLE_NOUNS and word not in HONORIFICS]
    if bare and bare[-1] in _TAIL:
        return ""  # the foreign minister of Tessaly
    if not heads or (heads[-1] < len(words) - 1 and bare[heads[-1] + 1] not in ("of", "for", "to", "at", "in", "from")):
        return ""
    return " ".join(words[max(0, heads[0] - 4) :]).strip(" ,")
