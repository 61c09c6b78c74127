"""What pages add to an article: the names that its containers go by, and how its sentences begin."""

from __future__ import annotations

import re

ASIDE_TAGS = ("figcaption", "nav", "footer", "form", "button", "select", "dialog", "menu")
"""Elements that never hold an article's prose."""

ASIDE = re.compile(
    r"(?:^|[-_\s])(?:newsletters?|sign-?up|recirc\w*|related(?:-?\w+)?|read-?more|more-?(?:from|on|stories)|"
    r"most-?(?:read|popular|viewed)|trending|recommended|recommendations?|you-may-like|promos?|advert\w*|"
    r"share\w*-?(?:bar|tools|buttons?|links?)|social-?(?:share|links?|bar)|"
    r"author-?(?:bio|box|info|card|profile)|about-?(?:the-?)?author|comments?-?(?:section|list|area|form|wrapper|box)|"
    r"captions?|credits?|image-?credit|photo-?credit|outbrain|taboola|disqus\w*|breadcrumbs?|cookie\w*|gdpr\w*|"
    r"tags?-?list|article-?tags|topics-?list|dont-?miss|correction-?form|skip-?links?)(?=$|[-_\s])",
    re.IGNORECASE,
)
"""Classes and ids of what stands beside an article. Not "paywall": that is often the article itself."""

LEAD_IN = re.compile(
    r"[\W_]*(?:(?:read|find out) (?:more|next|also|on)|see (?:also|more)|also (?:read|on|see)|"
    r"more(?: (?:on|from|like this|stories))?|"
    r"related(?: (?:articles?|stor(?:y|ies)|coverage|content|links?|topics?|video))?|"
    r"recommended(?: (?:videos?|stories|reading|for you))?|popular(?: on [\w ]{2,30})?|don.?t miss|watch|listen|"
    r"(?:click|tap) here|you (?:may|might) also (?:like|enjoy)|most (?:read|popular)|trending(?: now)?|explore more|"
    r"further reading|in case you missed it|(?:story|article) continues below|article content|advertisement|"
    r"(?:tags?|topics?|filed under))(?:\s*[:>»|→]|\s+[-–—]\s|\W*$)",
    re.IGNORECASE,
)
"""The beginning of a line that leads to other articles."""

_PLEAS = (
    r"sign(?:ing)? up (?:for|to|now|here|and|:)",
    r"subscribe (?:to|now|here|today|and)\b",
    r"(?:get|receive) (?:the |our |all )*(?:latest|day.s|top|breaking|best|news).{0,99}\b(?:inbox|newsletter|app)\b",
    r"(?:follow|like|find|join) (?:us|@\w+|\w+(?: \w+){0,6}) (?:on|in) (?:twitter|x|facebook|instagram|youtube)\b",
    r"click here (?:to|for)\b",
    r"thanks? (?:you )?for (?:signing up|subscribing|reading)",
    r"(?:do you )?have a (?:tip|story)\b.{0,80}(?:\?|@|email|contact|touch)",
    r"(?:get in touch|contact) .{0,60}\b[\w.]+@[\w.]+",
    r"(?:first )?(?:published|(?:last )?updated|posted)(?: on| at)?:? .{0,50}\d[\w: ]*$",
    r"like this story\?",
    r"this is a breaking (?:new |news )?story",
    r"join (?:the|our|thought).{0,30}(?:conversation|commenting|newsletter)",
    r"our standards: ",
    r"for more stories like this",
    r"all rights reserved|©|copyright (?:©|\d{4})",
    r"support (?:our|independent) journalism",
    r"(?:please )?log ?(?:in|out)\b.{0,60}(?:comment|continue|display name)",
    r"you must (?:confirm|be logged|log in)",
    r"(?:leave a|post a|view|show|no) comments?\W*$|comments?(?: \(\d+\))?\W*$",
    r"share (?:this|on|via)\b.{0,40}$",
    r"if you (?:buy|purchase|click)\b.{0,100}\b(?:commission|share of|earn)\b",
    r".{0,120}\bmay earn (?:us |an? )?(?:affiliate )?commission",
    r"by (?:signing up|submitting|entering|clicking|subscribing)\b.{0,100}\b(?:terms|privacy|agree|consent|policy)",
)
_PLEA = re.compile(rf"[\W_]*(?:{'|'.join(_PLEAS)})", re.IGNORECASE)
_QUOTED = re.compile(r"^\W*[\"“‘']")
_LONGEST_PLEA = 60


def is_plea(line: str) -> bool:
    """Whether a line speaks to the reader about the outlet (newsletters, comments, rights), not about the news.

    What begins with a quotation mark is left alone, and so is a long line: better a plea kept than
    a statement lost.
    """
    return len(line.split()) <= _LONGEST_PLEA and _QUOTED.match(line) is None and _PLEA.match(line) is not None
