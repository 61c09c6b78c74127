"""What kind of statement a cue reports, and how the reporter puts it.

`act`: *speech* (said, wrote, showed), *thought* (believes, knows, fears), *intention* (plans, wants, is expected to),
*other*. `framing` is the class of the reporting words: a doubting *claimed* is not a neutral *said*. Both come from the
lexicon below; the last word of the cue that is in it decides, with a few turns of phrase before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.statements.model import Act

_SPEECH = {
    "neutral": "say tell add write state note explain describe report reply respond answer speak talk comment mention "
    "remark observe recall continue read quote cite refer discuss address tweet post email text broadcast testify "
    "call dub label name define show find reveal indicate conclude estimate suggest point recount relate repeat "
    "reiterate summarise summarize joke quip muse whisper shout sing chant hear publish issue release list predict "
    "forecast declare announce propose recommend interrupt begin start open go",
    "doubting": "claim allege purport maintain contend",
    "conceding": "admit acknowledge concede confess grant allow accept recognise recognize agree",
    "denying": "deny reject refute dismiss dispute rebut rebuff disavow disclaim contradict decline refuse",
    "demanding": "urge demand call order press implore beg plead appeal instruct command require ask-for direct",
    "promising": "promise pledge vow commit guarantee swear assure undertake reassure",
    "asking": "ask inquire enquire question wonder query",
    "accusing": "accuse blame charge condemn denounce criticise criticize attack slam blast rip lambast decry chide "
    "rebuke scold mock ridicule deride bash complain protest lament",
    "warning": "warn caution threaten alert",
    "praising": "praise hail applaud welcome celebrate commend thank congratulate endorse support back tout defend "
    "laud",
    "arguing": "argue assert insist stress emphasise emphasize underline underscore affirm confirm advocate boast",
}
_THOUGHT = (
    "think believe feel know understand realise realize fear worry doubt suspect assume consider regard view see "
    "imagine remember forget guess reckon suppose regret like love hate dislike care appear seem learn decide "
    "determine judge doubt wonder assess disagree favour favor prefer trust oppose convince interpret"
)
_INTENTION = (
    "plan intend want hope aim seek expect wish mean try attempt prepare aspire look consider-to propose-to schedule "
    "desire dream strive resolve poise set"
)
_IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak",
    "found": "find", "shown": "show", "thought": "think", "felt": "feel", "knew": "know", "known": "know",
    "understood": "understand", "saw": "see", "seen": "see", "meant": "mean", "sought": "seek", "swore": "swear",
    "sworn": "swear", "heard": "hear", "held": "hold", "began": "begin", "forgot": "forget", "went": "go",
    "sang": "sing", "undertook": "undertake",
}  # fmt: skip
_PHRASES: tuple[tuple[str, Act, str], ...] = (
    (
        r"\b(?:is|are|was|were|be|been) (?:widely )?(?:expected|set|due|poised|scheduled|likely|planning|hoping)",
        "intention",
        "neutral",
    ),
    (r"\b(?:plan|hope|intention|desire|aim|goal|proposal)s?\b", "intention", "neutral"),
    (r"\b(?:belief|view|opinion|fear|worry|concern|doubt)s?\b", "thought", "neutral"),
    (r"\b(?:promise|pledge|vow|commitment)s?\b", "speech", "promising"),
    (r"\b(?:claim|allegation)s?\b", "speech", "doubting"),
    (r"\b(?:accusation|criticism|complaint)s?\b", "speech", "accusing"),
    (r"\b(?:denial|rejection)s?\b", "speech", "denying"),
    (r"\bwarnings?\b", "speech", "warning"),
    (
        r"\b(?:call|demand|request|appeal|calls|demands)s? (?:for|on|to)\b|\bcall(?:s|ed|ing)? (?:for|on)\b",
        "speech",
        "demanding",
    ),
    (r"\b(?:question|questions)\b", "speech", "asking"),
    (
        r"\baccording to\b|^[:–—-]$|\b(?:statement|letter|report|words|remarks?|comments?|message|speech)\b",
        "speech",
        "neutral",
    ),
)


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


def _lexicon() -> dict[str, tuple[Act, str]]:
    entries: dict[str, tuple[Act, str]] = {}
    groups: list[tuple[Act, str, str]] = [("speech", framing, words) for framing, words in _SPEECH.items()]
    groups += [("thought", "neutral", _THOUGHT), ("intention", "neutral", _INTENTION)]
    for act, framing, words in groups:
        for lemma in words.split():
            for form in _forms(lemma):
                entries.setdefault(form, (act, framing))
    for form, lemma in _IRREGULAR.items():
        if lemma in entries:
            entries[form] = entries[lemma]
    return entries


_LEXICON = _lexicon()
FRAMINGS = tuple(_SPEECH)
"""Every framing that a reading may give."""


def act_of(cue: str, quoted: bool) -> tuple[Act, str]:
    """Act and framing of a statement by its reporting words; ``quoted`` if its content is in quotation marks.

    Without a cue, or with one that the lexicon lacks, a quotation is speech and anything else *other*.
    """
    lowered = cue.lower().replace("’", "'").strip(" ,")
    for pattern, act, framing in _PHRASES[:1]:
        if re.search(pattern, lowered):
            return act, framing
    for word in reversed(re.findall(r"[a-z]+", lowered)):
        if word in _LEXICON:
            act, framing = _LEXICON[word]
            if framing == "neutral" and re.search(r"\bcall(?:s|ed|ing)? (?:for|on)\b", lowered):
                framing = "demanding"
            return ("speech" if quoted and act != "thought" else act), framing
    for pattern, act, framing in _PHRASES[1:]:
        if re.search(pattern, lowered):
            return act, framing
    return ("speech" if quoted or not lowered else "other"), "neutral"
