"""The words that show a stance: denials, falsity, anaphors, second-hand claims. Patterns alone, no logic.

Everything is matched on text in lower case with straight apostrophes (see `plain`), which has as many characters
as the original, so that what is found can be pointed at.
"""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "—": "-"})


def plain(text: str) -> str:
    """A text in lower case with straight quotation marks, character by character."""
    straight = text.translate(_STRAIGHT)
    if straight.isascii():
        return straight.lower()
    return "".join(low if len(low := char.lower()) == 1 else char for char in straight)


SAYINGS = (
    "claim|allegation|accusation|assertion|suggestion|contention|insistence|charge|report|rumou?r|story|version|"
    "account|argument|"
    "view|notion|idea|theory|figure|statement|remark|comment|estimate|warning|description|portrayal|depiction|"
    "narrative|line|"
    "insinuation|tale|talk|timeline|characteri[sz]ation|complaint|sum|arithmetic|gossip|jibe|number|finding|reading|denial|possibility"
)
"""Nouns for what somebody has said."""

SAYING = re.compile(rf"\b(?:{SAYINGS})s?\b")
_ALLEGED = r"(?:claim|allegation|accusation|assertion|suggestion|insinuation|report|rumou?r|charge(?!s)|notion|idea)s?"
ALLEGED = re.compile(
    rf"^(?:(?!(?: |that|this|it)(?:is|was|are|were|'s)\b).)*?\b{_ALLEGED}\b|"
    r"\bden(?:y|ies|ied|ying) (?:it|this|that|them)$"
)
"""Points at what was alleged, also behind a denial: *the allegation*; not *that account*, *that is a false report*."""

_DETERMINER = (
    r"(?:the (?:[\w-]+ ){0,2}?[\w-]+'s?|the|this|that|these|those|such|any|all|both|some|his|her|their|its|"
    r"mr \w+'s|ms \w+'s|mrs \w+'s|[\w-]+'s?)"
)
_ADJECTIVE = r"(?:[\w-]+ ){0,2}?"

_NO_CLAUSE = r"(?:(?! (?:was|were|is|are|had|has|have|would|will|could)\b).)*?(?: (?:who|which|whose)\b.*)?"
WHICH_DENIES = re.compile(
    r", which [\w.' -]{1,60}? (?:(?:has|have|had|\w+ly) )*(?:den(?:y|ies|ied)|disput(?:es?|ed)|reject(?:s|ed)?)$"
)
"""*(said that A took bribes), which A denies*: what the reporter puts behind a content."""
ANAPHOR = re.compile(
    rf"^(?:it|this|that|which|them|so|as much|(?:{_DETERMINER} )?{_ADJECTIVE}(?:{SAYINGS}|"
    r"post|tweet|interview|accusers?|critic|criticism)s?"
    rf"(?: (?:as|against|about|made|from|by|of|on|in|levelled|out of hand|outright)\b{_NO_CLAUSE})?)$"
)
"""A content that only points at what somebody else has said: *the claim*, *those allegations*, *it*."""

TELLS = re.compile(r" (?:of|about|over|on) (?!(?:it|this|that|them|him|her|himself|herself)\b)")
"""What such a content says of its own: *claims about the dam*, not *her account of it*."""

NAMED_CHARGE = re.compile(
    r"^(?:(?:any|all|the|these|those) )?(?:[\w-]+ )?(?:claim|allegation|accusation|report|rumou?r|suggestion|talk|"
    r"stories|charge)s? of (?!(?:the|his|her|their|its|this|that|mr|ms|mrs|dr|it|them)\b)(?P<what>.+)$"
)
"""*allegations of fraud*: says itself what is alleged, by whomever; not *claims of the opposition*."""

COURT_CHARGES = re.compile(
    r"^(?:[\w'-]+ ){0,3}?(?:charges|counts|(?:a|one|each|every) (?:[\w-]+ )?(?:charge|count))"
    r"(?: (?:against|of|in|on|from) .*)?$"
)
"""What is denied in court: of no interest to who spoke last."""

_MADE = r"(?:made|put|by|from|in|about|on|against|over|published|levelled|circulating|repeated|first)"
CLAIM_THAT = re.compile(
    rf"^(?:what \w+ called )?(?:{_DETERMINER} )?{_ADJECTIVE}\"?(?:{SAYINGS})s?\"?"
    rf"(?:, [\w', -]{{1,60}}?,|,? {_MADE}\b[\w', -]{{0,60}}?)? (?:that|of having|of) (?P<what>.+)$"
)
"""*the claim that X*, *any suggestion, made by A, that X*, *allegations of X*."""

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
    rf"{_ADJECTIVE}\"?(?P<noun>{SAYINGS})s?\"?(?: (?:of|for|about|on|as|over|in)\b{_NO_CLAUSE})?$"
)
"""*A's account of X*: what somebody has said, which stands elsewhere."""

REPORTS = re.compile(
    r"^(?P<who>(?:[\w.'-]+ ){0,3}?[\w.'-]+),? (?:(?:has|had|have|also|previously|earlier|already|recently|himself|"
    r"herself|too),? )*"
    r"(?P<verb>denied|denies|claimed|claims|said|says|argued|argues|insisted|insists|maintained|maintains|"
    r"suggested|alleged|asserted|"
    r"disputed|rejected|dismissed) (?P<that>that )?(?P<what>.+)$"
)
"""A content that tells what somebody else has said: *noted that A had denied X*."""

_NOT = (
    r"(?:(?:do|does|did|has|have|had|would|could|will|can|is|are|was|were|am) (?:not|never|hardly|scarcely|no longer)|"
    r"(?:do|does|did|has|have|had|would|could|wo|ca|is|are|was|were)n't|cannot|never|no longer)"
)
_SAYS_NO = (
    r"(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|contest(?:s|ed|ing)?|reject(?:s|ed|ing)?|"
    r"challeng(?:es?|ed|ing)|contradict(?:s|ed|ing)?|question(?:s|ed|ing)?)"
)
_DISCARDS = r"(?:dismiss(?:ed|ing)?|refut(?:e|ed|ing)|rebut(?:ted|ting)?|rul(?:e|ed|ing) out)"
CONCEDES = re.compile(rf"\b{_NOT} {_SAYS_NO}\b")
"""*did not dispute*: agrees, or at least lets stand."""

HEDGED = re.compile(
    rf"\b{_NOT} (?:\w+ly|even|ever|yet|seek to|try to) {_SAYS_NO}\b|\b{_NOT} (?:\w+ly )?{_DISCARDS}|"
    r"\bconfirm(?:s|ed|ing)? (?:or|nor) den(?:y|ies|ied|ying)\b|"
    r"\b(?:(?:refus|declin|fail)(?:es|s|e|ed|ing) to|(?:has|have|had) yet to|st(?:op|ops|opped|opping) short of|"
    rf"without) (?:\w+ly )?(?:{_SAYS_NO}|{_DISCARDS})\b"
)
"""Reporting words with a denial in them that is none: *did not explicitly deny*, *stopped short of rejecting*."""

NO_VIEW = re.compile(
    r"^(?:(?:he|she|they|it|i|we|that|this) )?(?:could not|couldn't|can't|cannot|did not|didn't|don't|do not|does "
    r"not) (?:recall|remember|know)(?: .{0,24})?$"
    r"|\bmatter for (?:the|others|him|her|them|another)\b|^(?:it |he |she |they |we |i )?(?:had|have|has) nothing "
    r"(?:more |further )?to (?:add|say)\b"
    r"|\b(?:no|without) (?:comment|view|position|opinion)\b|^(?:he |she |it |they |we |i )?(?:do|does|did|would|"
    r"will) not (?:discuss|comment)\b"
    r"|^no decision (?:has|had) been (?:taken|made)|\b(?:reached|drawn|come to) no conclusions?\b"
    r"|^(?:it |that |this )?(?:is|was|would be) (?:for|up to) (?:the|an?) [\w' -]{3,40} to (?:establish|decide|"
    r"determine|say|judge)\b"
    r"|^(?:he |she |it |they |we |i )(?:(?:would|will|could|can|do|does|did)(?: not|n't)|cannot|(?:'m|am|is|was|are|"
    r"were|'re) not going to) (?:guess|speculate|discuss|comment|prejudge|get ahead of)\b"
    r"|^(?:he |she |it |they |we |i )(?:would|will|'ll) (?:wait for|await) the (?:[\w'-]+ )?(?:reports?|inquiry|"
    r"investigation|results?|findings|verdict)\b"
    r"|\b(?:has|have|had) (?:not|yet to) (?:yet )?(?:establish(?:ed)?|determined?|concluded?) "
    r"(?:whether|where|who|how|what|why)\b"
)
"""A content that takes no side on what was asked."""

_UTTERLY = (
    r"(?:(?:simply|just|plainly|completely|entirely|totally|utterly|absolutely|wholly|flatly|patently|demonstrably|"
    r"categorically|factually|blatantly|manifestly|clearly|obviously|quite|pure|complete and utter|complete|total|"
    r"utter|absolute|downright|outright|blatant|flat-?out|(?:pack|tissue|load|bunch) of|a|an|all|the|so|very|deeply|"
    r"both) [\"']?)*"
)
_UNTRUE = (
    r"(?:false|untrue|incorrect|inaccurate|baseless|groundless|unfounded|without (?:foundation|(?:any )?merit)|bogus|"
    r"not (?:true|the case|so|correct|accurate|based on fact|what happened)|far from (?:true|the truth)|"
    r"nothing of the (?:kind|sort))"
)
_LIES = (
    r"(?:nonsens(?:e|ical)|lies?|falsehoods?|fabrication|smears?|slanders?|distortions?|fake news|hogwash|baloney|"
    r"tosh|bunkum|poppycock|codswallop)"
)
_TALES = (
    r"(?:fiction|invention|fabricated|invented|made up|fantasy|fantasies|fairy ?tales?|fake|hoax|myths?|rubbish|"
    r"garbage)"
)
_SCORN = r"(?:wrong|mistaken|misleading|absurd|ridiculous|ludicrous|laughable|preposterous|not right)"
_PLAINLY = rf"{_UTTERLY}(?:{_UNTRUE}|{_LIES})"
FALSITY = rf"{_UTTERLY}(?:{_UNTRUE}|{_LIES}|{_TALES}|{_SCORN})"
"""Words that call something untrue.

The first two kinds do so of whatever is meant; a tale may be a film, and a decision may be *wrong* or *absurd*.
"""

DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|refut(?:e|es|ed|"
    r"ing)|"
    r"rebut(?:s|ted|ting)?|repudiat(?:e|es|ed|ing)|disavow(?:s|ed|ing)?|contradict(?:s|ed|ing)?|contest(?:s|ed|"
    r"ing)?|rubbish(?:es|ed|ing)|"
    r"debunk(?:s|ed|ing)?|pour(?:s|ed|ing)? (?:cold water|scorn) on|scoff(?:s|ed|ing)? at|"
    r"(?:hit|hits|hitting|fired?|firing|push|pushes|pushed|"
    r"pushing) back (?:at|against|on)|took issue with|taking issue with|takes issue with|"
    r"challeng(?:es|ed|ing)(?! (?:(?!that\b)[\w.'-]+ ){1,6}?to \w)|"
    r"disagree(?:s|d|ing)?(?: with|(?= that\b))|contrary to|ridicul(?:es|ed|ing)|waved away|waves away|"
    r"brush(?:es|ed|ing) (?:off|aside)|"
    r"shrug(?:s|ged|ging) off|knock(?:s|ed|ing) down|shot down|shoots down|laugh(?:s|ed|ing) off|"
    rf"(?:rebuff(?:s|ed|ing)?|scotch(?:es|ed|ing)?|cast(?:s|ing)? doubts? (?:on|over)|"
    r"(?:s(?:eeks?|ought|eeking)|tr(?:y|ies|ied|ying)|mov(?:es?|ed|ing)) to (?:quash|scotch|debunk|knock down))"
    rf"(?= (?:[\w'-]+ ){{0,3}}?{_ALLEGED}\b)|"
    r"rul(?:es|ed|ing) out(?= (?:that|(?:any |the )?(?:possibility|suggestions?|idea) that)\b))(?!\w)"
)
"""Reporting words that say no to what they govern.

Some do so of some things only: one *challenges the claim*, but also *the government to publish*; one *rules out that
it happened*, but also tax rises, which nobody need have claimed.
"""

SUBJECT = re.compile(
    r"(?:(?:and|but|so|that),? )*(?:(?P<pronoun>he|she|they)|i|we)?(?:'ve|'d|'ll)? ?"
    r"(?:(?:has|have|had|do|would|must|also|\w+ly) )*"
)
"""What may stand before a denial that is the speaker's own."""

ANOTHERS = re.compile(r"\b(?:after|when|as|because|since|while|that|if|whether|although)\b")
"""What makes a denial behind it somebody else's: *after the police rejected A's claim*."""

ASIDE = re.compile(r"[,;:]|\b(?:who|and|but|backed|repeated)\b")
"""What parts a denial from a claim that stands behind it: *who denies wrongdoing, backed A's claim*."""

NOT_ACCEPT = re.compile(
    r"\b(?:(?:do|does|did|would|could) not|don't|doesn't|didn't|refus(?:es|ed) to) "
    r"(?:accept|believe|agree|think|recogni[sz]e)\b"
)

NOBODY = re.compile(r"^(?:no[ -]?(?:one|body)|none(?! the )|neither|nor|few|hardly any\w*|not one)\b")
"""A source that is nobody: *no one disputes that X* is no dispute."""

_IN_FRONT = rf"(?:{_DETERMINER} )?(?:(?!(?:{SAYINGS})s?\b)[\w-]+ ){{0,2}}?"
PROPOSAL = re.compile(
    rf"^(?:what [\w' -]{{1,40}}? (?:called|calls|described as|said was|says is) )?"
    rf"{_IN_FRONT}(?:(?:calls?|demands?|plans?|offers?|proposals?|bids?|deals?|requests?|appeals?|compromises?|"
    r"pressure|motions?|petitions?|legislation|laws?|treat(?:y|ies)|agreements?|ceasefires?|truces?|attempts?|"
    r"efforts?|settlements?|lawsuits?|bills?|amendments?|invitations?|ultimatums?|applications?|terms|resignations?|"
    r"compensation)\b|(?:coach|manager|minister|director|officer|official|employee|worker|judge)(?:e?s)?"
    r"(?= (?:after|for|over|last|from|without|because|on)\b|$))"
)
"""What can be turned down, and who can be dismissed, without being denied."""

TURNED_DOWN = re.compile(
    rf"^{_IN_FRONT}(?:requests?|applications?|appeals?|motions?|petitions?|bids?|bail|entry|access|visas?|permission|"
    r"asylum|parole|treatment)(?= (?:to|for|from|by|on|in|after|at)\b|$)"
)
"""What *denied* turns down. All else it denies: *denied plans to close the school*."""
DENIES = re.compile(r"\bden(?:y|ies|ied|ying)\b")

_IS = r"(?:'s| is| was| are| were|'re)"
_SO = r"(?:true|the case|correct|accurate|what happened)"
_ISNT = rf" (?:isn't|wasn't|aren't|weren't) (?:(?:simply|just|at all|even) )?{_SO}"
_TRUE = r"(?:true|right|correct|so)"
_THIS = r"(?:that|this|it|all of (?:it|this|that)|these|those)"
_THE = r"(?:all )?(?:the|this|that|those|these|such|his|her|their)"
_ABOUT = r"(?: (?:against|about|made|by|from|levelled)\b.{1,60}?)"
_ON = r"(?:(?:,| and\b| but\b| because\b| -| from (?:start|beginning|top|first)\b)[^?]*)?"
_NO_APOLOGY = r"(?!.*\b(?:i|we)(?:'m|'re| am| are)? (?:\w+ )?(?:sorry|apologi[sz]e|regret)\b)"
REPLY = re.compile(
    rf"^{_NO_APOLOGY}(?:(?:no|well|look|but|and|oh),? )*(?:"
    rf"(?:{_THIS}|they|{_THE} (?:{SAYINGS})s?|{_THE} {_ALLEGED}{_ABOUT})(?:{_IS}(?: all)? {_PLAINLY}|{_ISNT}){_ON}"
    rf"|{_THIS}(?:'s| is| are)(?: all)? {_UTTERLY}{_TALES}"
    rf"|{_THE} {_ALLEGED}{_IS}(?: all)? {FALSITY}{_ON}"
    rf"|{_UTTERLY}(?:{_UNTRUE}|{_LIES}|{_TALES})(?:(?: and|,) {FALSITY})?"
    r"(?: from (?:start|beginning|top|first)\b[^?]*)?)[.!]?$"
    r"|^(?:no,? )?(?:of course|absolutely|certainly|definitely)?,? ?(?:it|he|she|they|we|i|there) "
    r"(?:didn't|wasn't|isn't|doesn't|hasn't|weren't|aren't|don't|haven't|did not|was not|is not|does not|has not|"
    r"were not|are not|do not|"
    r"have not|did no such thing|never did|never have|never has)[.!]?$"
    r"|^(?:none|not a word|nothing) (?:of (?:it|this|that|that sort)|in (?:it|this|that)) (?:is|was|happened|are|"
    rf"were)(?: {_TRUE})?[.!]?$"
    rf"|^(?:none|not one) of (?:the|these|those|his|her|their) (?:{SAYINGS})s? (?:is|was|are|were) {_TRUE}[.!]?$"
    r"|^(?:absolutely|certainly|definitely|of course) not[.!]?$|^(?:that|this|it) (?:never happened|did not happen|"
    r"didn't happen)[.!]?$|^nothing could be further from the truth[.!]?$"
    r"|^(?:there is|there's|there was) (?:absolutely |simply )?(?:no|not a (?:word|shred|grain) of|not an ounce of) "
    r"truth(?: whatsoever| at all)? (?:in|to) (?:it|this|that|any of (?:it|this|that)|"
    rf"(?:the|this|that|those|these|such|his|her|their) (?:{SAYINGS})s?{_ABOUT}?)[.!]?$"
)
"""A whole sentence that only denies what was said before: *That is nonsense.*, *Of course it didn't.*

Not what may be said of a deed or a thing: *It was wrong, and I am sorry*, *It is an invention of two brothers*.
"""

CALLS = re.compile(
    r"\b(?:call(?:s|ed|ing)?|describ(?:es|ed|ing)|brand(?:s|ed|ing)?|label(?:s|led|ling)?|dismiss(?:es|ed|ing)|"
    r"denounc(?:es|ed|ing))\b(?P<what>[^.;:]*?)(?: as)?$"
)
"""Reporting words that give something a name, and what: *called the ruling* “false”."""

TOLD = re.compile(
    r"\b(?:account|figure|finding|statement|remark|version|explanation|complaint|portrayal|tale|story)s?$"
)
"""What can be called absurd or a fairy tale without being a thing or a deed."""

CALLED_UNTRUE = re.compile(rf"^(?P<what>.+?)(?: as)? [\"']*(?P<untrue>(?P<plainly>{_PLAINLY})|{FALSITY})$")
"""*called the allegations “baseless”*: the content of such words."""

_TO_A_CLAIM = rf"(?=that |any (?:claim|suggestion|allegation|notion|idea)|{_DETERMINER} {_ADJECTIVE}(?:{SAYINGS})s?\b)"
_FREELY = r"(?:(?:also|always|must|would|(?!hardly|scarcely|barely|rarely|nearly)\w+ly) )*"
I_DENY = re.compile(
    r"^(?:(?:and|but|so|no),? )?(?:(?:i|we)(?: do)? "
    rf"{_FREELY}(?:deny|(?:reject|dispute|refute|dismiss|(?:do not|don't) (?:accept|believe)) {_TO_A_CLAIM})"
    rf"|(?:i|we)(?:'ve| have) {_FREELY}(?:denied|(?:rejected|disputed|dismissed) {_TO_A_CLAIM})"
    rf"|(?P<pronoun>he|she|they) {_FREELY}(?:rejects?|rejected|disputes?|disputed|refutes?|refuted|dismiss|dismisses|"
    rf"dismissed|(?:do|does|did)(?: not|n't) (?:accept|believe)) {_TO_A_CLAIM}) ?(?P<what>.+)$"
)
"""*I reject any suggestion that X*, *(said) she did not accept that X*: a denial in the speaker's own words.

*I denied it* tells of another day, and *(police said) he denied it* of somebody else.
"""

_TO_SAY = r"to (?:say|suggest|claim|think|argue|pretend|imply|believe|assume)(?: that)?"
_LIE_THAT = r"a (?:lie|myth)(?= that (?:the|an?|he|she|they|we|i|you|there|it|mr|ms|all|any|no|our|his|her|their)\b)"
UNTRUE_THAT = re.compile(
    rf"\b(?:it|that)(?:(?:'s| is| was| would be) (?:{FALSITY} {_TO_SAY}|"
    rf"{_UTTERLY}(?:{_UNTRUE}|nonsense|{_LIE_THAT}) that)"
    rf"| (?:isn't|wasn't) (?:true|the case|correct|so) (?:that|{_TO_SAY})) (?P<what>.+)$"
)
"""*it is not true that X*, *it would be wrong to say X*; not *it is wrong that X*, which says that X is so."""

WRONG_TO_SAY = re.compile(
    r"^(?:that )?(?P<who>(?:(?:the|mr|ms|mrs|dr|sir) )?(?:[\w.'-]+ ){0,3}?[\w.'-]+) (?:is|was|are|were|had been) "
    r"(?:(?:(?!hardly|scarcely|barely|nearly)\w+ly|quite) )?"
    rf"(?:wrong|mistaken|lying|misleading \w+) (?:{_TO_SAY}|(?:when|in) (?:\w+ )?(?:said|saying|"
    r"claimed|claiming)(?: that)?) (?P<what>.+)$"
)
"""*A was wrong to say that X*: a denial, and A's claim at second hand."""

TURNED_AWAY = re.compile(
    r"^(?P<what>.+?),? (?:(?:is|was|are|were|has been|have been|had been) (?:\w+ly )?(?:rejected|denied|dismissed|"
    r"disputed|refuted|contradicted)) by (?P<who>[^,;]{2,60})$"
)
"""*(her claim that) X was rejected by A*: A's denial behind the content."""

HEARSAY = re.compile(
    r"\b(?:if|unless|whether|when|to|(?<!\bi )(?<!\bwe )(?:say|says|said|think|thinks|believes?|claims?|argues?|"
    r"insists?|claimed|argued|insisted|thought|believed|told|tells?))\b"
)
"""What makes the words behind it somebody else's, or a condition: *they say there is no evidence that X*."""

THAT_IS_UNTRUE = re.compile(
    rf"^(?P<what>.+?),? (?:is|was|are|were|as|to be|being) [\"']?(?P<untrue>(?P<plainly>{_PLAINLY})|{FALSITY})[\"']?"
    rf"(?:(?:, and|,? because| -).*| and {FALSITY})?[.!]?$"
)
"""*(the claim that) X is nonsense*: only of a content that begins as `CLAIM_THAT` does, or that is *A's claim*."""

AS_UNTRUE = re.compile(rf",? as [\"']*{FALSITY}$")
AT_ONCE_UNTRUE = re.compile(rf"^as [\"']*{FALSITY}[\"']*,? (?=(?:{_DETERMINER}|an?) )")
"""*(dismissed the claim that X) as nonsense*, *(dismissed) as nonsense the claim that X*."""

NO_TRUTH = re.compile(
    r"\b(?:there (?:is|was|were|are)|there's|saw|sees|has seen|have seen|had seen|found|finds|had|has|have) "
    r"(?:absolutely |simply )?"
    r"(?:no|not (?:a (?:shred|scrap|jot|grain) of|any)) "
    r"(?:truth|evidence|proof|basis|foundation|sign|question(?= of\b))"
    r"(?: whatsoever)? (?:that|in (?:the |any )?(?:claim|suggestion|allegation|idea|notion|report|rumou?r|talk)s? that|"
    r"for (?:the |any )?(?:claim|suggestion|allegation|idea)s? that|"
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
REFUSES = re.compile(
    r"\b(?:declin|refus)(?:es|ed|ing)(?: \w+day)? to (?!accept|believe|agree|recogni[sz]e)[a-z]+|"
    r"\bdid(?: not|n't) (?:\w+ly )?(?:respond|reply|return)\b"
)
"""*refused to release the film*, *did not respond to an email*: reporting words with the first ones of the content."""

SAYS_LESS = re.compile(
    r"\bnever (?:said|claimed|suggested|alleged)\b|"
    r"\b(?:withdr(?:ew|aws?|awn|awing)|retract(?:s|ed|ing)?|took back|walked back)\b|"
    r"\bfac(?:es|ed|ing) (?:\w+ )?(?:calls|demands|pressure)\b"
)
"""Reporting words of who does not say it, or no more: *never claimed that X*, *withdrew her claim*."""

RECALLS = re.compile(
    r"\b(?:recall|withdr|summon|expel)\w* (?:(?:its|the|his|her|their) )?(?:[\w'-]+ ){0,2}"
    r"(?:ambassador|envoy|diplomat|consul)"
)
"""*recalled its ambassador*: nothing is said."""

WHETHER = re.compile(r"^(?:about |over |to say |to confirm |say |confirm |on )?(?:whether|if) (?:or not )?")
UNSURE = re.compile(
    r"^(?:(?:has|have|had) )?doubt(?:s|ed|ing)? (?:that|whether|if)\b|"
    r"\b(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|(?<!no )(?<!without )question(?:s|ed|ing)?|"
    r"inquir(?:es|ed|ing)|quer(?:ies|ied|ying)|"
    r"look(?:s|ed|ing)? into|"
    r"(?:declin|refus)(?:es|ed|ing) to (?:to )?(?:comment|say|confirm|discuss|be drawn|speculate|answer)|"
    r"(?:ha[ds]|have) (?:no comment|nothing to say) (?:on|about)|"
    r"(?:would|did|could|will|does|do|can) (?:not|neither) (?:say|comment|confirm|discuss|be drawn|rule)|"
    r"(?:wouldn't|didn't|couldn't|won't|can't) "
    r"(?:say|comment|confirm|discuss|be drawn)|"
    r"(?:investigat|examin)(?:es|ing)|"
    r"(?<!was )(?<!were )(?<!been )(?<!being )(?<!also )(?<!still )(?:investigat|examin)ed|"
    r"does not know|did not know|didn't know|don't know|doesn't know|not sure|unsure|unclear|too early to|yet to "
    r"(?:establish|determine|"
    r"decide)|could not be (?:verified|confirmed)|(?:could|can) not (?:verify|confirm)|unable to (?:say|confirm|"
    r"verify))\b"
)
"""Words that report or ask without taking a side."""

OF_THEMSELVES = re.compile(
    r"(?:that )?(?:(?:he|she|it|they|we|i) )?"
    r"(?:(?:is|was|are|were|am|has|had|have|would|could|will|did|does|do|still|also) )*"
)
"""What may stand in a content before such words: the speaker's own doing; not *an investigating judge*."""
_BODY = (
    "administration|agency|army|authorities|bank|body|bureau|charity|club|commission|committee|company|council|country|"
    "delegation|department|embassy|firm|force|government|group|ministry|mission|navy|office|officers|officials|"
    "organi[sz]ation|party|police|service|side|staff|team|union"
)
_ITS = rf"(?:that )?(?:the|his|her|its|their|our|my) (?:(?!of\b)[a-z]+ ){{0,2}}(?:{_BODY}) "
_WHAT = r"(?: yet)? (?:whether|if|how|who|what|why|where|when|which)"
BODY_OPEN = re.compile(
    rf"{_ITS}(?:(?:(?:could|would|did|does|do|can|will) not |cannot |(?:could|would|did|does|do|ca|wo)n't |"
    r"(?:was|were|is|are) unable to )(?:say|confirm|verify|comment|be drawn)"
    r"|(?:would|will) not discuss|(?:wo|would)n't discuss"
    r"|(?:(?:could|did|does|do) not |(?:could|did|does|do)n't |(?:has|have|had) yet to )"
    rf"(?:know|establish|determine){_WHAT}"
    r"|(?:is|was|are|were) (?:still |now |also )?(?:looking into|examining|investigating|checking)"
    rf"(?:{_WHAT}| the (?:cause|matter|report)| (?:reports|claims|allegations)))\b"
)
"""A content that says of the body that somebody speaks for that it takes no side: *the ministry could not confirm*."""

THAT = re.compile(
    r"(?:,? ?and |,? ?but )?that "
    r"(?!(?:is|was|isn't|wasn't|would|will|has|had|never happened|did|didn't)\b|'s\b|the the\b)"
)
"""What leads to a content: *said that the wall had moved*; in *that is nonsense* it is the subject."""

CLAUSE = re.compile(
    r"(?:,? (?:and|but) that |; (?:and |but )?|, (?:but|while|whereas|though|although) (?=\w+ \w+ \w+))"
)
"""Where another clause begins."""

AND_THAT = re.compile(r"\band that $")
ANY = re.compile(r"\b(?:any (?!of\b|more\b|longer\b)|(?<!than )ever )(?=\w)", re.IGNORECASE)
ANYONE = re.compile(r"\bany(?=(?:one|body|thing|where)\b)")
"""Words that stand in denials and questions alone: *(denied that) any ship had ever left*."""
QUESTION = re.compile(r"\?[\"'”’]*$")
