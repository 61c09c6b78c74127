"""Is a text in English? A check, not a detector: it tells when the reader is out of its depth."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[\0-\u024f\u1e00-\u1eff]+")
_SAMPLE = 20_000
"""Characters looked at."""
_LEAST_WORDS = 20
"""Shorter texts can't be judged and pass."""

_FUNCTION_WORDS = {
    "en": "the of and to in that is was for on with as it at by from said he she his her they are be has had have not "
    "this but an were which will would who been their we you i a",
    "de": "der die und den das von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
    "dass sie nach bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr",
    "fr": "le la les de des du et en un une que est pour dans qui par sur pas au plus ne se ce il sont avec son sa ses "
    "aux ont été mais cette elle nous vous leur était comme ou je d l qu n s",
    "es": "el la los las de que y en un una por con no para su al lo como más pero sus le se del ha este sí porque "
    "esta entre cuando muy sin sobre también me hasta hay donde desde todo es fue",
    "it": "il la di che e un una per in non con del della sono da al dei le si è come più anche ma gli nel alla ha i "
    "questo lo delle dalla ed ai",
    "pt": "o a os as de que e do da em um uma para com não por se na no dos das mais foi ao pelo pela ele ela são seu "
    "sua ou como mas à",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij door naar heeft hij ze "
    "wordt die uit nog was over tot",
    "sv": "och i att det som en på är av för med den till inte ett om har de jag var från vi så kan han men sig eller "
    "hon",
    "pl": "i w na z do się że nie jest to o jak za po co ale od przez dla jego był są tym tak oraz",
}
_SETS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def foreign_language(text: str) -> str | None:
    """None if the text may be English (or is too short to tell); else a word or two for what it seems to be."""
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    letters = sum(len(word) for word in words)
    if letters >= 3 * _LEAST_WORDS:
        latin = sum(map(len, _LATIN.findall("".join(words))))
        if latin < 0.5 * letters:
            return "not in Latin script"
    if len(words) < _LEAST_WORDS:
        return None
    shares = {language: sum(map(known.__contains__, words)) / len(words) for language, known in _SETS.items()}
    best = max(shares, key=lambda language: shares[language])
    if best != "en" and shares[best] > 1.3 * shares["en"] and shares[best] > 0.15:
        return f"language {best!r}"
    return None
