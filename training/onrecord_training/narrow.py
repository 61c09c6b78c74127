"""The models of claims that are shipped: ``python -m onrecord_training.narrow sentences 2``, then with ``pairs``.

all-MiniLM-L6-v2 is cut to half its heads and a third or half as much within, as `onrecord_training.pruning` does it.
It learns what the large models of `onrecord_training.large` make of news and of our own stories, which are asked once
(*soft labels*) and learnt from several times; then the sentence encoder learns from the stories themselves. Both are
written as graphs. The number is that of the processes that share the work, one a core. Stopped and run again it goes
on from its last checkpoint; soft labels it asks for anew until it has them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import torch
import torch.distributed
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from onrecord.neural.windows import load_tokenizer
from onrecord.text.paragraphs import paragraphs
from onrecord_training import pairs, sentences, together
from onrecord_training.claim_articles import reported
from onrecord_training.claim_reports import report_pairs
from onrecord_training.large import reports, taught
from onrecord_training.network import MINILM, Encoder, HalfEncoder, Shape
from onrecord_training.pairs import PairNetwork
from onrecord_training.paths import cache, news_lines, pretrained
from onrecord_training.pruning import cut_encoder, least_squares
from onrecord_training.sentences import WIDTH, Batch, SentenceNetwork, article_batches, batches, tensors
from onrecord_training.together import learn
from onrecord_training.train import save_atomically

SENTENCES = replace(MINILM, heads=6, up=512)
PAIRS = replace(MINILM, layers=4, heads=6, up=768)
FITTED = 120
"""Texts that the cut is fitted on."""
PASSAGES, EACH, LONGEST = 12_000, 8, 3
"""Passages of news, most of an article, and most paragraphs of one."""
PIECES = 2_400
"""Of a batch."""
EPOCHS, RATE = 4, 8e-4
"""Of the passages."""
SPANS, LONGEST_SPAN = 3, 30
"""Runs of pieces of a passage whose mean is learnt, too, and the most pieces of one."""
STORY_EPOCHS, STORY_RATE, HARD = 2, 2e-4, 100
"""Of the reports, and how many stories told by articles, which are harder, are beside them in each."""
PAIR_EPOCHS, PAIR_RATE = 3, 5e-4
"""Of the pairs."""
DRAWN, OLD = 40_000, 5_000
"""Pairs learnt from, and how many of them are of groups and stories that do not read as news does."""


def news_passages(order: Random) -> Iterator[str]:
    """One to three paragraphs of news, cut by chance."""
    texts = [json.loads(line)["content_original"] or "" for line in news_lines()]
    order.shuffle(texts)
    for text in texts:
        ranges, at = paragraphs(text), 0
        for _ in range(EACH):
            some = ranges[at : at + order.randint(1, LONGEST)]
            at += len(some)
            if some and 80 < some[-1][1] - some[0][0] < 2_000:
                yield text[some[0][0] : some[-1][1]]


def passages(order: Random) -> list[str]:
    """Of news and of our own articles."""
    news = [text for text, _ in zip(news_passages(order), range(PASSAGES), strict=False)]
    return news + [one.text for story in reported(kept=False) + reports() for one in story.passages(order)]


def cut(network: SentenceNetwork | PairNetwork, shape: Shape, rows: Sequence[tuple[Tensor, Tensor | None]]) -> None:
    """Fill the network's encoder from the first layers of all-MiniLM-L6-v2."""
    whole, wide = sentences.whole(), Encoder(replace(MINILM, layers=shape.layers))
    wide.load_state_dict(whole.state_dict(), strict=False)
    cut_encoder(wide.eval(), network.encoder, rows)


class Softened:
    """What a large model makes of rows; asked once, by all processes together.

    Kept as ``cache()/KIND-soft-….npy``, named by the rows and by the model's weights.
    """

    def __init__(
        self,
        kind: str,
        rows: Sequence[Sequence[int]],
        shape: tuple[Sequence[int], int],
        answer: Callable[[Sequence[int]], Iterable[Tensor]],
    ) -> None:
        """``shape``: how many vectors each row has, and of how many numbers; ``answer`` gives them for some rows."""
        sizes, width = shape
        self._starts = np.concatenate([[0], np.cumsum(sizes)])
        digest = hashlib.sha256(repr(rows).encode() + (cache() / f"{kind}-large.pt").read_bytes()).hexdigest()
        path = cache() / f"{kind}-soft-{digest[:12]}.npy"
        rank, processes = together.place()
        part = path.with_suffix(".part")
        there = path.exists()
        torch.distributed.barrier()
        if not there:
            if rank == 0:
                np.lib.format.open_memmap(part, "w+", np.float16, (int(self._starts[-1]), width)).flush()
            torch.distributed.barrier()
            file = np.lib.format.open_memmap(part, "r+")
            plan = batches(rows, Random(6), PIECES)
            for done, batch in enumerate(plan[rank::processes]):
                with torch.no_grad():
                    for number, found in zip(batch, answer(batch), strict=True):
                        file[self._starts[number] : self._starts[number + 1]] = found
                if done % 100 == 0:
                    print("soft labels", done * processes, len(plan), flush=True)
            file.flush()
            torch.distributed.barrier()
            if rank == 0:
                part.replace(path)
            torch.distributed.barrier()
        self._file = np.load(path, "r")

    def of(self, batch: Sequence[int]) -> list[Tensor]:
        """What it gave for rows."""
        return [
            torch.from_numpy(self._file[self._starts[number] : self._starts[number + 1]].astype(np.float32))
            for number in batch
        ]


def fit(network: SentenceNetwork, teacher: SentenceNetwork, rows: Sequence[Sequence[int]]) -> None:
    """Begin with the vectors that come nearest to the teacher's."""
    with torch.no_grad():
        texts = [tensors([row]) for row in rows]
        inner = torch.cat([network.encoder(*text)[0] for text in texts])
        wanted = torch.cat([teacher.narrow(teacher.encoder(*text))[0] for text in texts])
        network.narrow.weight.copy_(least_squares(inner, wanted).T)


def narrow_sentences(network: SentenceNetwork, tokenizer: Tokenizer) -> None:
    """The vector of each piece, the direction of means of some, and the angles between these."""
    teacher = taught("sentences")
    assert isinstance(teacher, SentenceNetwork)
    rows = sentences.rows_of(tokenizer, passages(Random(6)))
    some = Random(6).sample(rows, FITTED)
    cut(network, SENTENCES, [(torch.tensor([row]), None) for row in some])
    fit(network, teacher, some)

    def answer(batch: Sequence[int]) -> Iterable[Tensor]:
        ids, lengths = tensors([rows[n] for n in batch])
        vectors = teacher.narrow(teacher.encoder(ids, lengths))
        return [found[:length] for found, length in zip(vectors, lengths, strict=True)]

    soft = Softened("sentences", rows, ([len(row) for row in rows], WIDTH), answer)

    def loss(batch: list[int], order: Random) -> Tensor:
        ids, lengths = tensors([rows[n] for n in batch])
        wanted = pad_sequence(soft.of(batch), batch_first=True)
        found = network.narrow(network.encoder(ids, lengths))
        real = torch.arange(ids.shape[1])[None] < lengths[:, None]
        each = (found - wanted)[real].pow(2).mean() / wanted[real].var()
        spans = [(row, *_span(int(length), order)) for row, length in enumerate(lengths) for _ in range(SPANS)]
        mine, theirs = (
            F.normalize(torch.stack([x[row, a:b].mean(0) for row, a, b in spans]), dim=-1) for x in (found, wanted)
        )
        angles = (mine @ mine.T - theirs @ theirs.T).pow(2).mean()
        return each + 2 * (1 - (mine * theirs).sum(-1)).mean() + 5 * angles

    plan = [batch for epoch in range(EPOCHS) for batch in batches(rows, Random(epoch), PIECES)]
    learn(network, plan, RATE, loss, "sentences-narrow")


def _span(length: int, order: Random) -> tuple[int, int]:
    size = order.randint(min(4, length), min(LONGEST_SPAN, length))
    start = order.randint(0, length - size)
    return start, start + size


def tell_sentences(network: SentenceNetwork, tokenizer: Tokenizer) -> None:
    """Bring together what is said on one claim of a report, for and against; keep apart the rest."""
    order, hard = Random(6), reported(kept=False)
    plan = [
        batch for _ in range(STORY_EPOCHS) for batch in article_batches(reports() + order.sample(hard, HARD), order)
    ]

    def loss(batch: Batch, _: Random) -> Tensor:
        return sentences.apart(network, tokenizer, batch)

    learn(network, plan, STORY_RATE, loss, "sentences-told")


def narrow_pairs(network: PairNetwork, tokenizer: Tokenizer) -> None:
    """What the large model makes of pairs of all kinds, and what is right."""
    teacher = taught("pairs")
    rng = Random(12)
    told = [*report_pairs(kept=False, rng=rng), *pairs.hard_pairs(rng)]
    drawn = rng.sample(told, DRAWN - OLD) + rng.sample(pairs.old_pairs(rng), OLD)
    rows = pairs.rows_of(tokenizer, drawn, Random(6))
    labels, firsts = torch.tensor(rows.labels), torch.tensor(rows.firsts)
    some = Random(6).sample(range(len(drawn)), FITTED)
    cut(network, PAIRS, [(torch.tensor([rows.ids[n]]), firsts[n : n + 1]) for n in some])

    def answer(batch: Sequence[int]) -> Iterable[Tensor]:
        found: Tensor = teacher(*tensors([rows.ids[n] for n in batch]), firsts[batch])
        return found.split(1)

    soft = Softened("pairs", rows.ids, ([1] * len(drawn), 3), answer)

    def loss(batch: list[int], _: Random) -> Tensor:
        found = network(*tensors([rows.ids[n] for n in batch]), firsts[batch])
        wanted = torch.cat(soft.of(batch))
        right = F.cross_entropy(found, labels[batch], label_smoothing=0.05)
        return F.cross_entropy(found, wanted.softmax(-1)) + 0.1 * (found - wanted).pow(2).mean() + 0.3 * right

    plan = [batch for epoch in range(PAIR_EPOCHS) for batch in batches(rows.ids, Random(epoch), PIECES)]
    learn(network, plan, PAIR_RATE, loss, "pairs-narrow")


def work(kind: str) -> None:
    """One of the processes: what has been learnt is not learnt anew."""
    torch.manual_seed(6)
    network = SentenceNetwork(SENTENCES, WIDTH) if kind == "sentences" else PairNetwork(PAIRS)
    network.encoder = HalfEncoder(network.encoder.shape)
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    stages = (narrow_sentences, tell_sentences) if isinstance(network, SentenceNetwork) else (narrow_pairs,)
    for stage in stages:
        path = cache() / f"{kind}-{'told' if stage is tell_sentences else 'narrow'}.pt"
        if path.exists():
            network.load_state_dict(torch.load(path, weights_only=True))
            continue
        network.encoder.words.weight.requires_grad_(False)
        stage(network, tokenizer)  # type: ignore[operator]
        if together.place()[0] == 0:
            save_atomically(network.state_dict(), path)
    network.eval()
    if together.place()[0] == 0:
        if isinstance(network, SentenceNetwork):
            sentences.export(network, cache() / "encoder.onnx")
        else:
            pairs.export(network, cache() / "pairs.onnx")


if __name__ == "__main__":
    together.command(__doc__, ("sentences", "pairs"), work)
