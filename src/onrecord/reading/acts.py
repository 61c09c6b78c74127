"""What kind of statement a cue reports, and how the reporter puts it.

`act`: *speech* (said, wrote, showed), *thought* (believes, knows, fears), *intention* (plans, wants, is expected to),
*other* (voted, ruled). `framing` is the class of the reporting words: a doubting *claimed* is not a neutral *said*.
``docs/fields.md`` has the classes with examples, ``evaluation/gold/README.md`` their definitions.

Both come from the lexicon below. Of several words in it the first decides the act, as it governs the others (*plans
to say*, *said he fears*), and the first that is not neutral the framing (*said, warning*). Turns of phrase,
negation and refusals to speak go before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from onrecord.statements.model import Act

_Entry = tuple[Act, str]

_SPEECH = {
    "neutral": "say tell add write state note explain describe report reply respond answer speak talk comment "
    "mention remark observe recall continue read quote cite refer discuss address tweet post email text "
    "broadcast testify call dub label name define show find reveal indicate conclude estimate suggest "
    "point recount relate repeat reiterate summarise summarize joke quip muse whisper shout sing chant "
    "hear publish issue release list predict forecast declare announce propose recommend interrupt begin "
    "start open go agree confirm decline advise offer remind inform brief brand compare liken portray "
    "depict characterise characterize highlight outline detail document present put pronounce proclaim "
    "disclose divulge express voice imply hint signal allude clarify elaborate specify speculate reaffirm "
    "echo retort counter interject exclaim yell scream cry mutter murmur mumble bark retweet repost blog "
    "identify project calculate credit encourage invite introduce focus reference invoke illustrate "
    "demonstrate exemplify record title author narrate preach lecture reflect opine confide vent riff "
    "attribute contrast paraphrase dictate submit file phone telephone inscribe caption withdraw rate "
    "deliver lie link feature include",
    "doubting": "claim allege purport",
    "conceding": "admit acknowledge concede confess grant allow accept recognise recognize apologise apologize relent",
    "denying": "deny reject refute dismiss dispute rebut rebuff disavow disclaim contradict refuse repudiate renounce "
    "spurn debunk discount downplay resist balk object challenge",
    "demanding": "urge demand press implore beg plead appeal instruct command require direct request petition exhort "
    "entreat beseech push",
    "promising": "promise pledge vow commit guarantee swear assure undertake reassure vouch",
    "asking": "ask inquire enquire question wonder query grill quiz probe interrogate",
    "accusing": "accuse blame charge condemn denounce criticise criticize attack slam blast rip lambast lambaste decry "
    "chide rebuke scold mock ridicule deride bash complain protest lament bemoan assail rail savage berate castigate "
    "excoriate taunt jeer heckle boo disparage fault skewer chastise admonish reprimand grumble gripe lash deplore "
    "belittle hammer vilify sue",
    "warning": "warn caution threaten alert forewarn",
    "praising": "praise hail applaud welcome celebrate commend thank congratulate endorse tout laud salute extol "
    "compliment cheer champion trumpet herald promote embrace",
    "arguing": "argue assert insist stress emphasise emphasize underline underscore affirm advocate boast brag "
    "maintain contend defend",
}
_THOUGHT = {
    "neutral": "think believe feel know understand realise realize fear worry doubt suspect assume consider regard "
    "view see imagine remember forget guess reckon suppose regret like love hate dislike care appear seem learn "
    "determine judge assess prefer trust convince interpret discover notice sense perceive witness watch deem envision "
    "envisage foresee anticipate calculate surmise admire respect enjoy relish resent dread mistrust distrust conceive",
    "denying": "oppose disagree",
    "praising": "back support favour favor",
}
_INTENTION = {
    "neutral": "plan intend want hope aim seek expect wish mean try attempt prepare aspire look schedule desire dream "
    "strive resolve decide weigh mull eye contemplate opt",
}
_OTHER = {
    "neutral": "vote rule sentence convict acquit elect appoint nominate approve enact ratify decree adopt veto "
    "overturn uphold ban bar suspend disqualify jail prohibit mandate authorise authorize impose block sign pass",
    "demanding": "order",
}
_VERBS: dict[Act, dict[str, str]] = {
    "speech": _SPEECH,
    "thought": _THOUGHT,
    "intention": _INTENTION,
    "other": _OTHER,
}
_IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak",
    "found": "find", "shown": "show", "thought": "think", "felt": "feel", "knew": "know", "known": "know",
    "understood": "understand", "saw": "see", "seen": "see", "meant": "mean", "sought": "seek", "swore": "swear",
    "sworn": "swear", "heard": "hear", "held": "hold", "began": "begin", "forgot": "forget", "went": "go",
    "sang": "sing", "undertook": "undertake", "foresaw": "foresee", "withdrew": "withdraw",
}  # fmt: skip
_LIGHT = frozenset("begin start continue go open appear seem try attempt seek strive look".split())  # noqa: SIM905
"""Verbs that leave the act to one that follows: *continues to believe*, *sought to reassure*."""
_OTHER_WORDS: dict[Act, dict[str, str]] = {
    "speech": {
        "neutral": "statement letter report words remark comment message speech suggestion announcement advice "
        "reference",
        "doubting": "allegation",
        "conceding": "admission confession apology concession",
        "denying": "denial rejection refusal",
        "promising": "commitment assurance",
        "accusing": "accusation criticism complaint",
        "warning": "threat",
        "praising": "endorsement",
        "arguing": "argument assertion contention insistence",
    },
    "thought": {
        "neutral": "belief opinion idea attitude disdain reservation suspicion scepticism skepticism concern sure "
        "unsure certain confident aware unaware worried concerned surprised shocked afraid sceptical "
        "skeptical wary clear unclear optimistic pessimistic angry happy unhappy proud glad upset "
        "nervous",
        "denying": "opposition opponent",
        "praising": "supporter",
    },
    "intention": {
        "neutral": "intention goal proposal effort determination hopeful willing determined eager ready keen reluctant",
    },
    "other": {"neutral": "decision ruling verdict"},
}
"""Nouns and adjectives, by act and framing; a verb beside them decides the act."""
_BE = r"\b(?:is|are|was|were|be|been|'s|'re|appears?|seems?|looks?) (?:\w+ )?"
_PHRASES: tuple[tuple[str, Act, str], ...] = (
    (
        _BE + r"(?:expected|set|due|poised|scheduled|likely|planning|hoping|prepared|determined)\b",
        "intention",
        "neutral",
    ),
    (_BE + r"(?:considering|contemplating|weighing|mulling|thinking (?:about|of))\b", "intention", "neutral"),
    (r"^(?:considering|contemplating|weighing|mulling)\b", "intention", "neutral"),
    (r"\b(?:would|'d) (?:\w+ )?(?:like|love|prefer)(?: to\b|$)", "intention", "neutral"),
    (r"\brul(?:e|es|ed|ing) out\b", "speech", "denying"),
    (r"\b(?:shrug|brush|push)(?:s|es|ed|ged|ing|ging)? (?:off|back|aside)\b", "speech", "denying"),
    (r"\bplay(?:s|ed|ing)? down\b", "speech", "denying"),
    (r"\bback(?:s|ed|ing)? (?:off|down|away)\b", "speech", "conceding"),
    (r"\b(?:plead|pleads|pleaded|pled|pleading) guilty\b", "speech", "conceding"),
    (r"\b(?:plead|pleads|pleaded|pled|pleading) not guilty\b", "speech", "denying"),
    (r"\bso-called\b", "speech", "doubting"),
    (r"\bwant(?:s|ed)? to know\b", "speech", "asking"),
    (r"\bcall(?:s|ed|ing)? (?:\w+ )?(?:for|on|upon)\b", "speech", "demanding"),
    (r"\b(?:ask(?:s|ed|ing)?|demands?|requests?|appeals?) (?:\w+ )?for\b", "speech", "demanding"),
    (r"\b(?:appeal|request)s? to\b", "speech", "demanding"),
    (r"\baccording to\b|^(?:[:–—―]|--?)$|\breportedly\b", "speech", "neutral"),
    (r"\b(?:put|puts|putting) (?:it|this|that|forth|forward)\b", "speech", "neutral"),
    (r"\b(?:made|make|makes|making) (?:it )?(?:\w+ )?(?:clear|plain|known|explicit)\b", "speech", "neutral"),
    (r"\b(?:lay|lays|laid|laying|set|sets|setting) out\b", "speech", "neutral"),
    (r"\bknown as\b|\bweigh(?:s|ed|ing)? in\b", "speech", "neutral"),
    (r"\bin favou?r of\b", "thought", "praising"),
)
"""Turns of phrase whose words would say something else one by one; the first that is there counts."""
_NEGATION = re.compile(r"(?:\b(?:not|never|neither|nor|without|cannot)|n't)\b(?! guilty)(?!(?: to)?$)")
"""A word that negates the cue, not the content that it leads to (*promised not to*)."""
_TAKEN_BACK = frozenset({"conceding", "praising"})
"""Framings whose negation says no: *does not accept*, *did not support*; that of the others takes no side."""
_TO_SPEAK = re.compile(
    r"\bto (?:\w+ )?(?:comment|say|discuss|speak|talk|answer|elaborate|respond|reply|confirm|explain|describe|disclose|"
    r"name|identify|specify|reveal|give (?:details|a reason|reasons|names?)|"
    r"be (?:interviewed|named|identified|quoted|drawn))\b"
)
_REQUEST = re.compile(
    r"that\b|(?![\"“‘'`]|(?:if|whether|why|who|whom|whose|what|when|where|which|how|about|questions?)\b)"
    r"(?:\S+ ){0,8}?(?:to|for) "
)
"""What is asked for rather than whether: *asked the police to search*, but *asked whether to search*."""


def _forms(lemma: str) -> Iterator[str]:
    yield lemma
    yield lemma + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", lemma) else "s")
    if lemma.endswith("e"):
        yield from (lemma + "d", lemma[:-1] + "ing")
    elif re.search(r"[^aeiou]y$", lemma):
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    else:
        yield from (lemma + "ed", lemma + "ing")
        yield from (lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing")


def _lexicon() -> dict[str, tuple[Act, str, bool]]:
    """Act, framing and lightness of each form."""
    entries: dict[str, tuple[Act, str, bool]] = {}
    for act, classes in _VERBS.items():
        for framing, words in classes.items():
            for lemma in words.split():
                for form in _forms(lemma):
                    entries.setdefault(form, (act, framing, lemma in _LIGHT))
    for form, lemma in _IRREGULAR.items():
        if lemma in entries:
            entries[form] = entries[lemma]
    return entries


_LEXICON = _lexicon()
_PATTERNS = tuple((re.compile(pattern), act, framing) for pattern, act, framing in _PHRASES)
_NOUNS: dict[str, _Entry] = {
    form: (act, framing)
    for act, classes in _OTHER_WORDS.items()
    for framing, words in classes.items()
    for word in words.split()
    for form in (word, word + "s")
}
FRAMINGS = tuple(_SPEECH)
"""Every framing that a reading may give."""


def act_of(cue: str, quoted: bool, content: str = "") -> tuple[Act, str]:
    """Act and framing of a statement by its reporting words; ``quoted`` if its content is in quotation marks.

    The ``content`` tells *asked whether* from *asked him to* and *declined to comment* from *declined the offer*;
    without it the commoner of the two is given. A cue that the lexicon lacks reports *other*, or speech of a
    quotation; none at all, speech.
    """
    lowered = cue.lower().replace("’", "'").strip(" ,")
    act, framing = _entry(lowered, quoted)
    if quoted and act != "other" and not re.search(r"\b(?:think|thinks|thinking|thought)\b", lowered):
        act = "speech"
    return act, _in_context(framing, lowered, content.lower().lstrip(" ,"))


@lru_cache(maxsize=4096)
def _entry(cue: str, quoted: bool) -> _Entry:
    """What the words of the cue have in the lexicon; those before a turn of phrase come before it.

    Kept for the last cues, as most of an article's are *said*.
    """
    found = ((pattern.search(cue), act, framing) for pattern, act, framing in _PATTERNS)
    match, act, framing = next((one for one in found if one[0]), (None, "other", "neutral"))
    words = re.findall(r"[a-z]+", cue[: match.start()] if match else cue)
    verbs = [_LEXICON[word] for word in words if word in _LEXICON]
    weighty = [one[0] for one in verbs if not one[2]]
    framings = [one[1] for one in verbs]
    if match:
        return (weighty or [act])[0], _first_marked([*framings, framing])
    nouns = [_NOUNS[word] for word in words if word in _NOUNS]
    acts = weighty + [one[0] for one in verbs] + [one[0] for one in nouns]
    if not acts:
        return ("speech" if quoted or not cue else "other"), "neutral"
    return acts[0], _first_marked(framings + [one[1] for one in nouns])


def _first_marked(framings: Iterable[str]) -> str:
    return next((one for one in framings if one != "neutral"), "neutral")


def _in_context(framing: str, cue: str, content: str) -> str:
    """The framing that a negation, a refusal to speak or a request leaves of a word's own."""
    if _NEGATION.search(cue):
        return "denying" if framing in _TAKEN_BACK else "neutral"
    if re.search(r"\b(?:declin|refus)", cue):
        silent = _TO_SPEAK.search(f"{cue} {content[:40]}") or ("declin" in cue and not content)
        return "neutral" if silent else "denying"
    if framing == "asking" and "ask" in cue:
        return "demanding" if _REQUEST.match(content) and not _TO_SPEAK.match(content) else "asking"
    if (
        framing == "neutral"
        and re.search(r"\b(?:tell|tells|told|telling)\b", cue)
        and re.match(r"(?:not )?to\b", content)
    ):
        return "demanding"
    return framing
