"""The large models of claims, from which the small ones learn: ``python -m onrecord_training.large sentences 2``, and
the same with ``pairs``.

The upper layers of all-mpnet-base-v2 learn from stories and reports of our own what is said on one claim, and on which
side of it. They take twenty times as long as the models that are shipped. Products are made with 16-bit numbers, which
processors with instructions for them do many times faster. The number is that of the processes that share the work, one
a core. Stopped and run again it goes on from its last checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.neural.windows import load_tokenizer
from onrecord_training import pairs, sentences, together
from onrecord_training.claim_articles import Reported, reported
from onrecord_training.claim_reports import report_pairs
from onrecord_training.network import MPNET, HalfEncoder, load_pretrained
from onrecord_training.pairs import PairNetwork
from onrecord_training.paths import cache, pretrained
from onrecord_training.sentences import WIDTH, Batch, SentenceNetwork, article_batches, batches, mean_of, tensors
from onrecord_training.together import learn
from onrecord_training.train import save_atomically

FROZEN = 4
"""Layers that are left as they are."""
FIRST = 160
"""Stories told by articles that the sentence encoder begins with."""
EPOCHS, HARD = 2, 200
"""Of the reports, and how many of the stories told by articles are beside them in each."""
RATE = 6e-5
PAIR_EPOCHS, OLD, PAIR_RATE, PIECES = 2, 6_000, 5e-5, 6_000
"""``OLD``: pairs of stories and as many of those told by articles, beside the reports; ``PIECES``: of a batch."""
FITTED = 3_000
"""Statements that the directions of a vector are chosen on."""


def large(kind: str) -> SentenceNetwork | PairNetwork:
    """A network on all-mpnet-base-v2 that has learnt nothing else; only the mark between tells it two texts apart."""
    network = SentenceNetwork(MPNET, WIDTH) if kind == "sentences" else PairNetwork(MPNET)
    network.encoder = HalfEncoder(MPNET)
    folder = pretrained("teacher")
    load_pretrained(network.encoder, folder / "model.safetensors", folder / "tokenizer.json")
    network.encoder.requires_grad_(False)
    network.encoder.layers[FROZEN:].requires_grad_(True)
    return network


def reports() -> list[Reported]:
    """All reports: what is learnt from them is measured on others."""
    return [*reported(kept=False, kind="reports"), *reported(kept=True, kind="reports")]


def plan_of(order: Random) -> Iterator[Batch]:
    """Some of the hard stories, then all reports and some of the hard stories, several times."""
    hard = reported(kept=False)
    yield from article_batches(order.sample(hard, FIRST), order)
    for _ in range(EPOCHS):
        yield from article_batches(reports() + order.sample(hard, HARD), order)


def teach_sentences(network: SentenceNetwork, tokenizer: Tokenizer) -> None:
    """Bring together what is said on one claim, for and against; keep apart the rest."""
    told = [one.words for story in reported(kept=False) for some in story.articles for p in some for one in p.told]
    rows = sentences.rows_of(tokenizer, Random(6).sample(told, FITTED))
    with torch.no_grad():
        means = [mean_of(network.encoder, *tensors([rows[n] for n in batch])) for batch in batches(rows, None)]
    network.narrow.weight.data.copy_(sentences.narrowing(F.normalize(torch.cat(means), dim=-1), WIDTH))

    def loss(batch: Batch, _: Random) -> Tensor:
        return sentences.apart(network, tokenizer, batch)

    learn(network, list(plan_of(Random(6))), RATE, loss, "sentences-large")


def teach_pairs(network: PairNetwork, tokenizer: Tokenizer) -> None:
    """One claim or not, and the same side of it or the other."""
    rng = Random(12)
    new, old, hard = report_pairs(kept=False, rng=rng), pairs.old_pairs(rng), pairs.hard_pairs(rng)
    drawn = [pair for _ in range(PAIR_EPOCHS) for pair in (*new, *rng.sample(old, OLD), *rng.sample(hard, OLD))]
    rows = pairs.rows_of(tokenizer, drawn, Random(6))
    labels, firsts = torch.tensor(rows.labels), torch.tensor(rows.firsts)

    def loss(batch: list[int], _: Random) -> Tensor:
        found = network(*tensors([rows.ids[n] for n in batch]), firsts[batch])
        return F.cross_entropy(found, labels[batch], label_smoothing=0.05)

    learn(network, batches(rows.ids, Random(6), PIECES), PAIR_RATE, loss, "pairs-large")


def taught(kind: str) -> SentenceNetwork | PairNetwork:
    """The network with what it has learnt. Raises `SystemExit` where it has not."""
    path = cache() / f"{kind}-large.pt"
    if not path.exists():
        raise SystemExit(f"{path} is missing: run python -m onrecord_training.large {kind}")
    network = large(kind)
    network.load_state_dict(torch.load(path, weights_only=True))
    return network.eval()


def work(kind: str) -> None:
    """One of the processes: what has been learnt is not learnt anew."""
    torch.manual_seed(6)
    path = cache() / f"{kind}-large.pt"
    if path.exists():
        return
    network = large(kind)
    tokenizer = load_tokenizer(str(pretrained("student") / "tokenizer.json"))
    if isinstance(network, SentenceNetwork):
        teach_sentences(network, tokenizer)
    else:
        teach_pairs(network, tokenizer)
    if together.place()[0] == 0:
        save_atomically(network.state_dict(), path)


if __name__ == "__main__":
    together.command(__doc__, ("sentences", "pairs"), work)
