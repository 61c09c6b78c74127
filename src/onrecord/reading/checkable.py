"""Whether what a statement says could be checked, and what type of claim it is.

A linear model over the words, pairs of words and a few traits of the content (`features`), from text alone: the score
costs a few hundredths of a millisecond. The type comes from the words, by rules. Training makes the weights with the
same features (``training/onrecord_training/checkability.py``).
"""

from __future__ import annotations

import io
import math
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelError
from onrecord.neural.graphs import CLAIMS_FOLDER, read_claims_manifest
from onrecord.neural.manifest import check_file
from onrecord.statements.model import Act

ClaimType = Literal["quantity", "comparison", "event", "cause", "law", "history", "other"]
"""What is claimed: a number; more or less than another; that something happened; why; what is allowed or laid down;
the past beyond living news; anything else that is so or is not.
"""

FILE = "checkable.npz"
"""The weights, beside the models of claims."""
BUCKETS = 1 << 14
LEAST = 0.5
"""Least score of a statement that is given a type."""
RECENT = 2000
"""Claims of years before are history."""
OPEN = 0.3
"""What remains of the score where the cue says that the source plans, promises, demands or asks it."""

_TOKEN = re.compile(r"[a-z]+(?:n't)?|\d[\d,.]*|[$%£€?!]")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d(?:s|-\d\d)?\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AMOUNT = _words(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty ninety hundred"
    " thousand million billion trillion dozen half third quarter fifth percent per cent double twice tenth couple"
)
_SHARE = _words("% percent cent")
_MONEY = _words("$ £ € dollars pounds euros")
_I = _words("i i'm my me mine myself")
_WE = _words("we us our ours let's")
_YOU = _words("you your yours")
_MODAL = _words("will would should could may might must shall ought won't wouldn't shouldn't want wants going")
_VIEW = _words(
    "think believe feel hope want wish love hate great good bad terrible beautiful wonderful best worst important need"
    " proud sad happy honor honour thank thanks sorry right wrong fair unfair absurd shame disgrace"
)
_COMPARED = _words(
    "more less most least fewer than higher lower largest biggest highest lowest longest greatest worst richest poorest"
    " faster slower record worse better smaller larger bigger older youngest oldest twice as"
)
_PAST = _words(
    "was were had did said went came made took got gave told voted cut raised lost won sent left built spent"
    " paid became began signed passed been has have sold bought met knew stole fell rose shot broke wrote"
    " ran held brought kept led"
)
_DONE = _PAST - _words("has have was were been")
_CAUSE = re.compile(
    r"\b(because|caus(?:e[sd]?|ing)|due to|thanks to|led to|leads? to|result(?:ed|s)? (?:of|in|from)|responsible for|"
    r"created|makes? (?:\w+ ){1,2}(?:sick|ill|dearer|richer|poorer|\w+er)|"
    r"protects? \w+ (?:against|from)|kill(?:s|ed) (?:by|the))\b"
)
_LAW = re.compile(
    r"\b(laws?|legal(?:ly)?|illegal(?:ly)?|unlawful|lawful|constitution(?:al)?|unconstitutional|regulations?|statute|"
    r"treaty|banned|bans?|permitted|forbidden|prohibit(?:s|ed)?|court|amendment|rights?|rules? (?:that|require)|"
    r"requires|licen[cs]e|under (?:the|this) (?:bill|act)|fined)\b"
)
_PAST_AGES = re.compile(
    r"\b(century|centuries|since 1[5-9]\d\d|(?:world|civil) war|founded|ancient|medieval|decades? ago|"
    r"in history|ever (?:been|had)|was born|empire|colony|kingdom)\b"
)
_MORE = re.compile(
    r"\b(?:(?:more|less|fewer|\w+er|rather) than|(?:as|twice as) \w+(?: \w+)? as|(?:the|our|its|their|in) (?:\w+ )?"
    r"(?:most|least|biggest|largest|highest|lowest|worst|longest|greatest|richest|poorest)|record|ranks?|below those)\b"
)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; figures are all alike."""
    found = _TOKEN.findall(text.lower().replace("’", "'"))
    return ["<n>" if word[0].isdigit() else word for word in found]


def buckets(words: list[str]) -> npt.NDArray[np.int64]:
    """Numbers of the words and pairs of neighbours, each once, below `BUCKETS`."""
    terms = map(str.encode, [*words, *map(" ".join, pairwise(words))])
    return np.array(sorted({zlib.crc32(term) % BUCKETS for term in terms}), np.int64)


def traits(text: str, words: list[str]) -> list[float]:
    """What is measured of a text besides its words."""
    unique, length = set(words), len(words)
    past = len(unique & _PAST) + sum([word[-2:] == "ed" for word in unique])
    return [
        math.log1p(length),
        min(words.count("<n>"), 3),
        not unique.isdisjoint(_SHARE),
        not unique.isdisjoint(_MONEY),
        min(len(unique & _AMOUNT), 3),
        "<n>" in unique and _YEAR.search(text) is not None,
        min(len(_NAME.findall(text)), 4),
        not unique.isdisjoint(_I),
        not unique.isdisjoint(_WE),
        not unique.isdisjoint(_YOU),
        not unique.isdisjoint(_MODAL),
        not unique.isdisjoint(_VIEW),
        min(len(unique & _COMPARED), 3),
        min(past, 4),
        "?" in unique,
        words[:1] == ["to"],
        length < 5,
        length < 8,
        length > 35,
        "not" in unique or any(word.endswith("n't") for word in unique),
    ]


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear model."""

    terms: npt.NDArray[np.float32]
    """(buckets,) of the words and pairs, whose sum is divided by the root of their number."""
    traits: npt.NDArray[np.float32]
    intercept: float

    @classmethod
    def load(cls, folder: Path) -> Weights:
        """The weights in a folder of the models of claims, their hash checked; raises `ModelError`."""
        data = check_file(folder, read_claims_manifest(folder), FILE)
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                terms = file["terms"].astype(np.float32) * file["step"]
                return cls(terms, file["traits"].astype(np.float32), float(file["intercept"]))
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{folder / FILE}: can't be read ({error}); reinstall onrecord") from error

    def score(self, text: str, words: list[str]) -> float:
        """Log-odds that a text, whose words are given too, can be checked."""
        numbers = buckets(words)
        terms = float(np.add.reduce(self.terms[numbers])) / math.sqrt(max(1, len(numbers)))
        return terms + float(self.traits @ np.array(traits(text, words), np.float32)) + self.intercept


@cache
def shipped_weights() -> Weights:
    """The weights that the package ships."""
    return Weights.load(CLAIMS_FOLDER)


def checkable(text: str, act: Act = "speech", framing: str = "neutral") -> tuple[float, ClaimType | None]:
    """How likely it is that a content can be checked (0 to 1, calibrated), and its type; None if that is unlikely.

    ``act`` and ``framing`` are those of the statement: a plan, a promise, a demand and a question assert nothing yet.
    Raises `onrecord.ModelError` when the weights are missing.
    """
    words = words_of(text)
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, shipped_weights().score(text, words)))))
    if act == "intention" or framing in {"promising", "demanding", "asking"}:
        share *= OPEN
    return round(share, 4), claim_type(text, words) if share >= LEAST else None


def claim_type(text: str, words: Iterable[str]) -> ClaimType:
    """The type of a claim by its words; the first that fits, in the order written here."""
    small = text.lower().replace("’", "'")
    words = set(words)
    # Each is asked only when none before it fits: a search takes longer than all the rest.
    signs: tuple[tuple[ClaimType, Callable[[], object]], ...] = (
        ("cause", lambda: _CAUSE.search(small)),
        ("law", lambda: _LAW.search(small)),
        ("comparison", lambda: _MORE.search(small)),
        ("history", lambda: _PAST_AGES.search(small) or ((year := _YEAR.search(text)) and int(year[0][:4]) < RECENT)),
        ("quantity", lambda: words & {"<n>", "%", "$", "£", "€"} or words & _AMOUNT - {"one"}),
        ("event", lambda: words & _DONE or any(len(one) > 4 and one.endswith("ed") for one in words)),
    )
    return next((kind for kind, fits in signs if fits()), "other")
