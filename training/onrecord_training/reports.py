"""The last lessons of both models of claims: ``python -m onrecord_training.reports sentences 2``, then with ``pairs``.

What `onrecord_training.narrow` has made learns from reports of our own (``training/claims/reports-*.txt``) that read as
news does: people who agree share words now and then, and say no in all of the ways in which people do. Then it is
written as a graph. The number is that of the processes that share the work, one a core. Stopped and run again it goes
on from its last checkpoint.
"""

from __future__ import annotations

from random import Random

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.neural.windows import load_tokenizer
from onrecord_training import pairs, sentences, together
from onrecord_training.claim_articles import reported
from onrecord_training.claim_reports import report_pairs
from onrecord_training.narrow import blank, learn
from onrecord_training.pairs import PairNetwork
from onrecord_training.paths import cache, pretrained
from onrecord_training.sentences import Batch, SentenceNetwork, article_batches, batches, tensors
from onrecord_training.train import save_atomically

SENTENCE_EPOCHS, SENTENCE_RATE = 8, 2e-4
ARTICLES = 60
"""Of the stories told by articles, which are harder, in each epoch."""
PAIR_EPOCHS, PAIR_RATE, PIECES = 3, 2e-4, 1_200
"""``PIECES``: of a batch of pairs."""
REHEARSED = 0.4
"""Pairs of the stage before for each pair of the reports, so that they are not forgotten."""


def teach_sentences(network: SentenceNetwork, tokenizer: Tokenizer) -> None:
    """Bring together what is said on one claim of a report, for and against; keep apart the rest."""
    order, hard = Random(6), reported(kept=False)
    told = [*reported(kept=False, kind="reports"), *reported(kept=True, kind="reports")]  # it is measured on others
    plan = [
        batch
        for _ in range(SENTENCE_EPOCHS)
        for batch in article_batches(told + order.sample(hard, ARTICLES), [], order)
    ]

    def loss(batch: Batch, _: Random) -> Tensor:
        return sentences.apart(network, tokenizer, batch)

    learn(network, plan, SENTENCE_RATE, loss, "sentences-reports")


def teach_pairs(network: PairNetwork, tokenizer: Tokenizer) -> None:
    """One claim or not, and the same side of it or the other."""
    rng = Random(12)
    new, old = report_pairs(kept=False, rng=rng), pairs.side_pairs(Random(11))
    drawn = [new + rng.sample(old, int(REHEARSED * len(new))) for _ in range(PAIR_EPOCHS)]
    for epoch in drawn:
        rng.shuffle(epoch)
    rows = pairs.rows_of(tokenizer, [pair for epoch in drawn for pair in epoch], Random(6))
    size, order = len(drawn[0]), Random(6)
    plan = [
        [turn * size + number for number in batch]
        for turn in range(PAIR_EPOCHS)
        for batch in batches(rows.ids[turn * size : (turn + 1) * size], order, PIECES)
    ]
    labels, firsts = torch.tensor(rows.labels), torch.tensor(rows.firsts)

    def loss(batch: list[int], _: Random) -> Tensor:
        found = network(*tensors([rows.ids[n] for n in batch]), firsts[batch])
        return F.cross_entropy(found, labels[batch], label_smoothing=0.05)

    learn(network, plan, PAIR_RATE, loss, "pairs-reports")


def work(kind: str) -> None:
    """One of the processes: what has been learnt is not learnt anew, only its graph written."""
    torch.manual_seed(6)
    network = blank(kind)
    path = cache() / f"{kind}-reports.pt"
    if path.exists():
        network.load_state_dict(torch.load(path, weights_only=True))
    else:
        network.load_state_dict(torch.load(cache() / f"{kind}-narrow.pt", weights_only=True))
        network.encoder.words.weight.requires_grad_(False)
        tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
        if isinstance(network, SentenceNetwork):
            teach_sentences(network, tokenizer)
        else:
            teach_pairs(network, tokenizer)
    if together.place()[0] == 0:
        save_atomically(network.state_dict(), path)
        network.eval()
        if isinstance(network, SentenceNetwork):
            sentences.export(network, cache() / "encoder.onnx")
        else:
            pairs.export(network, cache() / "pairs.onnx")


if __name__ == "__main__":
    together.command(__doc__, ("sentences", "pairs"), work)
