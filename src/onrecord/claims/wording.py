"""The words that show a stance: denials, falsity, anaphors, second-hand claims. Patterns alone, no logic.

Everything is matched on text in lower case with straight apostrophes (see `plain`), which has as many characters
as the original, so that what is found can be pointed at.
"""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "—": "-"})


def plain(text: str) -> str:
    """A text in lower case with straight quotation marks, character by character."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_STRAIGHT))


SAYINGS = (
    "claim|allegation|accusation|assertion|suggestion|contention|insistence|charge|report|rumou?r|story|version|"
    "account|argument|"
    "view|notion|idea|theory|figure|statement|remark|comment|estimate|warning|description|portrayal|depiction|"
    "narrative|line|"
    "insinuation|tale|talk|complaint|sum|arithmetic|gossip|jibe|number|finding|reading|denial"
)
"""Nouns for what somebody has said."""

_DETERMINER = (
    r"(?:the|this|that|these|those|such|any|all|both|some|his|her|their|its|mr \w+'s|ms \w+'s|mrs \w+'s|[\w-]+'s?)"
)
_ADJECTIVE = r"(?:[\w-]+ ){0,2}?"

ANAPHOR = re.compile(
    rf"^(?:it|this|that|them|so|as much|(?:{_DETERMINER} )?{_ADJECTIVE}(?:{SAYINGS}|version|"
    rf"post|tweet|interview|accusers?|"
    rf"critic|criticism|finding|"
    r"denial|wrongdoing)s?(?: (?:as|against|about|made|from|by|of|on|in|levelled|out of hand|outright)\b.*)?)$"
)
"""A content that only points at what somebody else has said: *the claim*, *those allegations*, *it*."""

CLAIM_THAT = re.compile(
    rf"^(?:what \w+ called )?(?:{_DETERMINER} )?{_ADJECTIVE}\"?(?:{SAYINGS})s?\"?(?:,? [\w', -]{{0,60}}?)? (?:that|"
    rf"of having|of) (?P<what>.+)$"
)
"""*the claim that X*, *any suggestion that X*, *allegations of X*."""

WHOSE_CLAIM = re.compile(
    rf"(?P<who>(?:\b(?:the|a|mr|ms|mrs|dr|sir|president|prime minister|minister|senator|governor|mayor) "
    rf")?(?:[\w.-]+ ){{0,3}}?[\w.-]+)'s? "
    rf"{_ADJECTIVE}\"?(?P<noun>{SAYINGS})s?\"? (?:that|of having|of being) (?P<what>.+)$"
)
"""*A's claim that X*: somebody's claim at second hand."""

WHO_CLAIMED = re.compile(
    rf"\b(?P<noun>{SAYINGS})s? (?:made |put forward |repeated )?(?:by|from) (?:[\w' -]{{2,40}}, "
    rf")?(?P<who>(?:[\w.'-]+ ){{0,5}}?[\w.'-]+),? that (?P<what>.+)$"
)
"""*the claim by A that X*."""

WHOSE_WORDS = re.compile(
    rf"^(?:what \w+ called )?(?P<who>(?:(?:the|a|mr|ms|mrs|dr|sir|president|prime minister|minister|senator|"
    rf"governor|mayor) )?(?:[\w.-]+ ){{0,3}}?[\w.-]+)'s? "
    rf"{_ADJECTIVE}\"?(?P<noun>{SAYINGS})s?\"?(?: (?:of|for|about|on|as|over|in)\b.*)?$"
)
"""*A's account of X*: what somebody has said, which stands elsewhere."""

REPORTS = re.compile(
    r"^(?P<who>(?:[\w.'-]+ ){0,3}?[\w.'-]+),? (?:(?:has|had|have|also|previously|earlier|already|recently|himself|"
    r"herself|too),? )*"
    r"(?P<verb>denied|denies|claimed|claims|said|says|argued|argues|insisted|insists|maintained|maintains|"
    r"suggested|alleged|asserted|"
    r"disputed|rejected|dismissed) (?:that )?(?P<what>.+)$"
)
"""A content that tells what somebody else has said: *noted that A had denied X*."""

CONCEDES = re.compile(
    r"\b(?:(?:do|does|did|has|have|had|would|could) (?:not|never)|don't|doesn't|didn't|never) (?:deny|denied|"
    r"dispute|disputed|contest|contested|reject|"
    r"rejected|challenge|challenged|contradict|contradicted|question|questioned)\b"
)
"""*did not dispute*: agrees, or at least lets stand."""

NO_VIEW = re.compile(
    r"^(?:(?:he|she|they|it|i|we|that|this) )?(?:could not|couldn't|can't|cannot|did not|didn't|don't|do not|does "
    r"not) (?:recall|remember|know)(?: .{0,24})?$"
    r"|\bmatter for (?:the|others|him|her|them|another)\b|^(?:it |he |she |they |we |i )?(?:had|have|has) nothing "
    r"(?:more |further )?to (?:add|say)\b"
    r"|\b(?:no|without) (?:comment|view|position|opinion)\b|^(?:he |she |it |they |we |i )?(?:do|does|did|would|"
    r"will) not (?:discuss|comment)\b"
    r"|^no decision (?:has|had) been (?:taken|made)"
)
"""A content that takes no side on what was asked."""

FALSITY = (
    r"(?:(?:simply|just|plainly|completely|entirely|totally|utterly|absolutely|wholly|flatly|patently|demonstrably|"
    r"quite|pure|"
    r"complete|total|utter|absolute|downright|a|an|all|the|so|very|deeply|both) )*"
    r"(?:false|untrue|incorrect|inaccurate|wrong|mistaken|misleading|nonsens(?:e|ical)|rubbish|fiction|invention|"
    r"fabrication|fabricated|"
    r"invented|made up|fantasy|fantasies|fairy ?tales?|lies?|baseless|groundless|unfounded|without foundation|"
    r"absurd|ridiculous|"
    r"ludicrous|laughable|preposterous|bogus|fake|hogwash|baloney|garbage|tosh|bunkum|poppycock|codswallop|"
    r"falsehoods?|myths?|"
    r"smears?|slanders?|distortions?|not (?:true|the case|so|correct|accurate|right|based on fact|what happened)|"
    r"far from (?:true|the truth)|nothing of the (?:kind|sort))"
)
"""Words that call something untrue."""

DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|refut(?:e|es|ed|"
    r"ing)|"
    r"rebut(?:s|ted|ting)?|repudiat(?:e|es|ed|ing)|disavow(?:s|ed|ing)?|contradict(?:s|ed|ing)?|contest(?:s|ed|"
    r"ing)?|rubbish(?:es|ed|ing)|"
    r"debunk(?:s|ed|ing)?|pour(?:s|ed|ing)? cold water on|scoff(?:s|ed|ing)? at|(?:hit|hits|hitting|fired?|firing|"
    r"push|pushes|pushed|"
    r"pushing) back (?:at|against|on)|took issue with|taking issue with|takes issue with|challeng(?:es|ed|ing)|"
    r"disagree(?:s|d|ing)? with|contrary to|ridicul(?:es|ed|ing)|waved away|waves away|brush(?:es|ed|ing) (?:off|"
    r"aside)|"
    r"shrug(?:s|ged|ging) off|knock(?:s|ed|ing) down|shot down|shoots down|laugh(?:s|ed|ing) off)\b"
)
"""Reporting words that say no to what they govern."""

NOT_ACCEPT = re.compile(
    r"\b(?:(?:do|does|did|would|could) not|don't|doesn't|didn't|refus(?:es|ed) to) "
    r"(?:accept|believe|agree|recogni[sz]e)\b"
)

PROPOSAL = re.compile(
    rf"^(?:{_DETERMINER} )?{_ADJECTIVE}(?:calls?|demands?|plans?|offers?|proposals?|bids?|deals?|requests?|"
    rf"appeals?|compromises?|pressure|"
    r"motions?|bills?|amendments?|invitations?|ultimatums?|applications?|terms|resignations?|compensation)\b"
)
"""What can be turned down without being denied."""

REPLY = re.compile(
    rf"^(?:(?:no|well|look|but|and|oh),? )*(?:(?:that|this|it|all of (?:it|this|that)|these|those|none of (?:it|"
    rf"this|that)|"
    rf"(?:the|this|that|those|these|such|his|her|their) (?:{SAYINGS})s?)(?:'s| is| was| are| were|'re)?(?: all)? "
    rf")?{FALSITY}"
    r"(?: (?:and|from|by|,|-).*)?[.!]?$"
    r"|^(?:no,? )?(?:of course|absolutely|certainly|definitely)?,? ?(?:it|he|she|they|we|i|there) "
    r"(?:didn't|wasn't|isn't|doesn't|hasn't|weren't|aren't|don't|haven't|did not|was not|is not|does not|has not|"
    r"were not|are not|do not|"
    r"have not|did no such thing|never did|never have|never has)[.!]?$"
    r"|^(?:none|not a word|nothing) (?:of (?:it|this|that|that sort)|in (?:it|this|that)) (?:is|was|happened|are|"
    r"were)(?: (?:true|right|correct|so))?[.!]?$"
    r"|^(?:absolutely|certainly|definitely|of course) not[.!]?$|^(?:that|this|it) (?:never happened|did not happen|"
    r"didn't happen)[.!]?$"
    r"|^(?:there is|there's|there was) (?:no|not a (?:word|shred|grain) of|not an ounce of) truth (?:in|to) (?:it|"
    r"this|that|any of (?:it|this|that)|"
    rf"(?:the|this|that|those|these|such|his|her|their) (?:{SAYINGS})s?)[.!]?$"
)
"""A whole sentence that only denies what was said before: *That is nonsense.*, *Of course it didn't.*"""

UNTRUE_THAT = re.compile(
    rf"\b(?:it|that)(?:'s| is| was| would be) (?:{FALSITY})(?: (?:to (?:say|suggest|claim|think|argue|pretend|"
    rf"imply|believe)))? (?:that )?(?P<what>.+)$"
)
"""*it is not true that X*, *it would be wrong to say X*."""

THAT_IS_UNTRUE = re.compile(
    rf"^(?P<what>.+?),? (?:is|was|are|were|as|to be|being) (?:\"|')?(?P<untrue>{FALSITY})(?:\"|')?(?P<rest>,? "
    rf"(?:and|because|-).*)?[.!]?$"
)
"""*(the claim that) X is nonsense*: only of a content that begins as `CLAIM_THAT` does."""

NO_TRUTH = re.compile(
    r"\b(?:there (?:is|was|were|are)|there's|saw|sees|has seen|have seen|had seen|found|finds|had|has|have) "
    r"(?:absolutely |simply )?"
    r"(?:no|not (?:a (?:shred|scrap|jot|grain) of|any)) (?:truth|evidence|proof|basis|foundation|sign|question)"
    r"(?: whatsoever)? (?:that|in the (?:claim|suggestion|allegation|idea|notion|report)s? that|for the (?:claim|"
    r"suggestion|allegation|idea)s? that|"
    r"of|to suggest(?: that)?) (?P<what>.+)$"
)
"""*there is no evidence that X*."""

ANSWERING = re.compile(
    r"\b(?:repl(?:y|ies|ied|ying)|respond(?:s|ed|ing)?|retort(?:s|ed|ing)?|counter(?:s|ed|ing)?|rebut(?:s|ted|ting)?|"
    r"(?:hit|hits|hitting|fired?|firing|shot|shoots|push|pushes|pushed|pushing|struck) back|shot back|answer(?:s|"
    r"ed|ing)|in (?:response|reply|answer)|"
    r"den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|refut(?:e|es|ed|ing)|"
    r"contradict(?:s|ed|ing)?|"
    r"rubbish(?:es|ed)|disagree(?:s|d)?|insist(?:s|ed)? (?:however|instead)|react(?:s|ed|ing)? to|reaction to)\b"
)
"""Words that put a statement as an answer to another."""

ASKING = re.compile(r"^(?:(?:about |over |on )?whether|if \w+ (?:had|has|have|was|were|is|are|did|would|could|will)\b)")
WHETHER = re.compile(r"^(?:about |over |to say |to confirm |say |confirm |on )?(?:whether|if) (?:or not )?")
UNSURE = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|question(?:s|ed|ing)?|inquir(?:es|ed|ing)|quer(?:ies|ied|ying)|"
    r"look(?:s|ed|ing)? into|"
    r"(?:declin|refus)(?:es|ed|ing) to (?:comment|say|confirm|discuss|be drawn|speculate|answer|confirm or deny)|"
    r"(?:would|did|could|will|does|do|can) (?:not|neither) (?:say|comment|confirm|discuss|be drawn|rule)|"
    r"(?:wouldn't|didn't|couldn't|won't|can't) "
    r"(?:say|comment|confirm|discuss|be drawn)|neither confirm(?:ed|s)? nor den(?:ied|ies)|investigat(?:es|ed|ing)|"
    r"examin(?:es|ed|ing)|"
    r"does not know|did not know|didn't know|don't know|doesn't know|not sure|unsure|unclear|too early to|yet to "
    r"(?:establish|determine|"
    r"decide)|could not be (?:verified|confirmed)|(?:could|can) not (?:verify|confirm)|unable to (?:say|confirm|"
    r"verify))\b"
)
"""Words that report or ask without taking a side."""
FIRST_PERSON = re.compile(r"\b(?:i|we|me|us|my|our|mine|ours|i'm|i've|i'd|i'll|we're|we've|we'd|we'll)\b")
