"""The network: one encoder, an anchor head, a role scorer. The only torch code besides the training loop."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord_training.paths import pretrained

ROLES = 4
"""None, content, source, cue."""
DISTANCES = 48
"""Buckets of the distance between a piece and its anchor."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an encoder looks like."""

    layers: int
    width: int
    heads: int
    vocabulary: int
    relative: bool
    """MPNet: relative position bias shared by all layers, positions counted from 2."""
    scorer: int = 96
    head: int = 32
    """Width of an attention head."""
    up: int = 0
    """Width between a layer's two products; 0: four times its width."""
    near: tuple[int, int] | None = None
    """How many pieces before and behind its anchor the role scorer looks at; None: the whole window."""
    bend: type[nn.Module] = nn.GELU
    """The nonlinearity between two products."""


MINILM = Shape(layers=6, width=384, heads=12, vocabulary=30522, relative=False)
MPNET = Shape(layers=12, width=768, heads=12, vocabulary=30522, relative=True, scorer=128, head=64)
WIDE = Shape(layers=3, width=384, heads=6, vocabulary=30522, relative=False, up=512, near=(56, 72), bend=nn.ReLU)
"""As wide between its layers as MiniLM, so that word vectors and heads can be taken from there, and narrow within them.
Of 98% of the statements every piece is as near to the anchor. What the fast reader's network is cut out of.
"""
FAST = replace(WIDE, heads=4, up=384)


class Layer(nn.Module):
    """One transformer layer of BERT (post-norm)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.head, self.bend = shape.heads, shape.head, shape.bend()
        up = shape.up or 4 * shape.width
        self.qkv = nn.Linear(shape.width, 3 * shape.heads * shape.head)
        self.out = nn.Linear(shape.heads * shape.head, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, eps=1e-12 if not shape.relative else 1e-5)
        self.up = nn.Linear(shape.width, up)
        self.down = nn.Linear(up, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, eps=1e-12 if not shape.relative else 1e-5)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, self.head)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out, because torch's own attention runs backward three times slower on a CPU.
        scores = torch.matmul(q * self.head**-0.5, k.transpose(-1, -2))
        scores = scores + mask if mask is not None else scores
        a = torch.matmul(torch.softmax(scores, -1, dtype=scores.dtype), v)
        x = self.norm1(x + self.out(a.transpose(1, 2).flatten(2)))
        return self.norm2(x + self.down(self.bend(self.up(x))))


class Neighbours(nn.Linear):
    """A product over each piece and those ``step`` before and behind it.

    Its weight is that of one product over the three side by side, but the product is made first and its parts are
    shifted: that moves a third of the numbers.
    """

    def __init__(self, width: int, step: int) -> None:
        super().__init__(3 * width, width)
        self.step = step

    def forward(self, x: Tensor) -> Tensor:
        """(n, length, width) -> (n, length, width); beyond both ends there are zeros."""
        zeros = torch.zeros_like(self.bias)
        product = F.linear(x, torch.cat(self.weight.chunk(3, 1), 0), torch.cat([zeros, self.bias, zeros]))
        before, here, behind = product.chunk(3, -1)
        before = F.pad(before[:, : -self.step], (0, 0, self.step, 0))
        return before + here + F.pad(behind[:, self.step :], (0, 0, 0, self.step))


class Encoder(nn.Module):
    """An encoder alone: a text, or two texts that tell each other apart by ``second``."""

    bias_buckets: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(512, shape.width)
        self.second = nn.Parameter(torch.zeros(shape.width))
        """What BERT adds to a piece of the second text, less what it adds to one of the first."""
        self.norm = nn.LayerNorm(shape.width, eps=1e-12 if not shape.relative else 1e-5)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        if shape.relative:
            self.bias = nn.Embedding(32, shape.heads)
            self.register_buffer("bias_buckets", _mpnet_buckets(512), persistent=False)

    def forward(self, ids: Tensor, lengths: Tensor, firsts: Tensor | None = None) -> Tensor:
        """ids (batch, length), lengths (batch) -> hidden states (batch, length, width).

        ``firsts`` (batch) is where the second text begins.
        """
        x = self.embedded(ids, firsts)
        mask = self.mask(ids, lengths).to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def mask(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """What is added to the scores of attention: next to nothing is left of places behind a text's end."""
        size = ids.shape[1]
        mask = torch.where(torch.arange(size)[None] < lengths[:, None], 0.0, -1e4)[:, None, None, :]
        if self.shape.relative:
            mask = mask + self.bias.weight.detach()[self.bias_buckets[:size, :size]].permute(2, 0, 1)[None]
        return mask

    def embedded(self, ids: Tensor, firsts: Tensor | None) -> Tensor:
        """What goes into the first layer."""
        length = ids.shape[1]
        x = self.words(ids) + self.positions.weight[:length]
        if firsts is not None:
            x = x + (torch.arange(length)[None] >= firsts[:, None])[..., None].to(x.dtype) * self.second
        embedded: Tensor = self.norm(x)
        return embedded


class HalfEncoder(Encoder):
    """The same with products made of 16-bit numbers, the weights in 32."""

    def forward(self, ids: Tensor, lengths: Tensor, firsts: Tensor | None = None) -> Tensor:
        """As `Encoder.forward`."""
        with torch.autocast("cpu", torch.bfloat16):
            return super().forward(ids, lengths, firsts).float()


class Network(nn.Module):
    """Anchor scores for every piece; for given anchors, role scores of every piece."""

    buckets: Tensor
    bias_buckets: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(512, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12 if not shape.relative else 1e-5)
        self.case = nn.Embedding(4, shape.width)
        self.quote = nn.Embedding(4, shape.width)
        self.layout = nn.Embedding(3, shape.width)
        for embedding in (self.case, self.quote, self.layout):
            nn.init.normal_(embedding.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        if shape.relative:
            self.bias = nn.Embedding(32, shape.heads)
        d = shape.scorer
        self.anchor = nn.Sequential(nn.Linear(shape.width, 2 * d), shape.bend(), nn.Linear(2 * d, 1))
        self.piece_side = nn.Linear(shape.width, 2 * d)
        self.anchor_side = nn.Linear(shape.width, 2 * d)
        self.bend = shape.bend()
        self.distance = nn.Embedding(DISTANCES, d)
        self.scorer_norm = nn.LayerNorm(d)
        self.mix1 = Neighbours(d, 1)
        self.mix2 = Neighbours(d, 3)
        self.roles = nn.Linear(d, ROLES)
        self.register_buffer("buckets", _distance_buckets(512), persistent=False)
        if shape.relative:
            self.register_buffer("bias_buckets", _mpnet_buckets(512), persistent=False)

    def encode(self, features: Tensor, lengths: Tensor | None) -> Tensor:
        """features (batch, 4, length) -> hidden states (batch, length, width)."""
        return self.states(features, lengths)[-1]

    def states(self, features: Tensor, lengths: Tensor | None) -> list[Tensor]:
        """features (batch, 4, length) -> hidden states (batch, length, width) before the first layer and after each."""
        ids, case, quote, layout = features.unbind(1)
        length = ids.shape[1]
        x = self.words(ids) + self.positions.weight[:length] + self.case(case) + self.quote(quote) + self.layout(layout)
        x = self.norm(x)
        mask: Tensor | None = None
        if lengths is not None:
            real = (torch.arange(length)[None] < lengths[:, None])[:, None, None, :]
            mask = torch.where(real, 0.0, -1e4)
        if self.shape.relative:
            bias = self.bias.weight.detach()[self.bias_buckets[:length, :length]].permute(2, 0, 1)[None]
            mask = bias if mask is None else bias + mask
        mask = mask.to(x.dtype) if mask is not None else None
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return states

    def score_anchors(self, hidden: Tensor) -> Tensor:
        """(batch, length, width) -> (batch, length) log-odds that a piece anchors a statement."""
        return self.anchor(hidden).squeeze(-1)

    def score_roles(self, hidden: Tensor, rows: Tensor, anchors: Tensor) -> Tensor:
        """Role scores (anchors, length, ROLES) for anchors at (rows, anchors) of hidden (batch, length, width)."""
        length = hidden.shape[1]
        plain, gate = self.piece_side(hidden).chunk(2, -1)
        own, key = self.anchor_side(hidden[rows, anchors]).chunk(2, -1)
        distance = self.distance(self.buckets[torch.arange(length)[None] - anchors[:, None] + 512])
        x = self.bend(self.scorer_norm(plain[rows] + gate[rows] * key[:, None] + own[:, None] + distance))
        x = x + self.bend(self.mix1(x))
        return self.roles(x + self.bend(self.mix2(x)))

    def score_near(self, hidden: Tensor, rows: Tensor, anchors: Tensor, near: tuple[int, int]) -> Tensor:
        """Role scores (anchors, before + 1 + behind, ROLES) of the pieces around each anchor alone.

        Those of places outside the window have no meaning.
        """
        before, behind = near
        length = hidden.shape[1]
        steps = torch.arange(-before, behind + 1)
        at = anchors[:, None] + steps
        inside = ((at >= 0) & (at < length))[..., None]
        # One index into all pieces, not a row and a place, for which the exported graph takes many more operations.
        first = rows * length
        at = at.clamp(min=0).minimum(torch.tensor(length - 1)) + first[:, None]
        plain, gate = (half[at] for half in self.piece_side(hidden).flatten(0, 1).chunk(2, -1))
        own, key = self.anchor_side(hidden.flatten(0, 1)[first + anchors]).chunk(2, -1)
        distance = self.distance(self.buckets[steps + 512])
        x = self.bend(self.scorer_norm(plain + gate * key[:, None] + own[:, None] + distance)) * inside
        x = (x + self.bend(self.mix1(x))) * inside
        return self.roles(x + self.bend(self.mix2(x)))


class EntityHead(nn.Module):
    """A tag for every piece, from the states of an encoder that is left as it is.

    It looks at two of them: the embeddings, which hold the word and its case, and the states after the third layer,
    which hold more of the words around than the former and more of the word itself than the last, whose matter is who
    says what. Both are quantised for the encoder anyway, so that reading them costs no more than the products.
    """

    LAYERS = (0, 3)
    """Of `Network.states`."""

    def __init__(self, tags: int, width: int = MINILM.width, inner: int = 128) -> None:
        super().__init__()
        self.low = nn.Linear(width, inner, bias=False)
        self.high = nn.Linear(width, inner)
        self.norm = nn.LayerNorm(inner)
        self.mix1 = Neighbours(inner, 1)
        self.mix2 = Neighbours(inner, 3)
        self.tags = nn.Linear(inner, tags)
        self.drop = nn.Dropout(0.1)

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        """The states of `LAYERS`, each (batch, length, width) -> (batch, length, tags) log-odds."""
        x = self.drop(F.gelu(self.norm(self.low(self.drop(low)) + self.high(self.drop(high)))))
        x = x + self.drop(F.gelu(self.mix1(x)))
        x = x + self.drop(F.gelu(self.mix2(x)))
        return self.tags(x)


class FastEntityHead(nn.Module):
    """A tag for every piece from two states of an encoder that is trained with it, and so needs little of its own."""

    LAYERS = (0, 2)
    """Of `Network.states`."""

    def __init__(self, tags: int, width: int = FAST.width, inner: int = 48) -> None:
        super().__init__()
        self.low = nn.Linear(width, inner, bias=False)
        self.high = nn.Linear(width, inner)
        self.norm = nn.LayerNorm(inner)
        self.mix = Neighbours(inner, 1)
        self.tags = nn.Linear(inner, tags)
        self.bend = FAST.bend()

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        """The states of `LAYERS`, each (batch, length, width) -> (batch, length, tags) log-odds."""
        x = self.bend(self.norm(self.low(low) + self.high(high)))
        return self.tags(x + self.bend(self.mix(x)))


def _distance_buckets(size: int) -> Tensor:
    """Bucket of each distance from -size to size: single steps up to 8, then logarithmic up to 256."""
    half = DISTANCES // 2
    table = []
    for distance in range(-size, size + 1):
        n = abs(distance)
        bucket = n if n < 9 else 9 + int((half - 10) * min(1.0, math.log(n / 9) / math.log(256 / 9)))
        table.append(bucket if distance >= 0 else half + min(bucket, half - 1))
    return torch.tensor(table)


def _mpnet_buckets(size: int) -> Tensor:
    """Bucket of each pair of positions, as MPNet (Song et al. 2020) has them."""
    context = torch.arange(size)[:, None]
    memory = torch.arange(size)[None, :]
    n = context - memory
    buckets = (n < 0).long() * 16
    n = n.abs()
    large = 8 + (torch.log(n.float().clamp(min=1) / 8) / math.log(128 / 8) * 8).long()
    return buckets + torch.where(n < 8, n, large.clamp(max=15))


def _order(tokenizer: Path) -> Tensor:
    """For each id of BERT's uncased vocabulary the id of the same piece in MPNet's."""
    mpnet = Tokenizer.from_file(str(tokenizer)).get_vocab()
    special = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
    bert = Tokenizer.from_file(str(pretrained("student") / "tokenizer.json")).get_vocab()
    order = torch.zeros(len(bert), dtype=torch.long)
    for piece, number in bert.items():
        order[number] = mpnet[special.get(piece, piece)]
    return order


def load_pretrained(network: Network | Encoder, path: Path, tokenizer: Path) -> None:
    """Fill the encoder from a safetensors file of BERT or MPNet (Hugging Face names).

    Of BERT's layers as many are taken as the network has, the first ones.

    MPNet's word vectors are put in the order of BERT's vocabulary, so that both read the same ids.
    """
    tensors = load_file(path)
    mpnet = network.shape.relative

    def get(name: str) -> Tensor:
        return tensors[name]

    with torch.no_grad():
        network.words.weight.copy_(
            get("embeddings.word_embeddings.weight")[_order(tokenizer) if mpnet else slice(None)]
        )
        positions = get("embeddings.position_embeddings.weight")
        network.positions.weight.copy_(
            positions[2:514] if mpnet else positions[:512] + get("embeddings.token_type_embeddings.weight")[0]
        )
        if isinstance(network, Encoder) and not mpnet:
            types = get("embeddings.token_type_embeddings.weight")
            network.second.copy_(types[1] - types[0])
        network.norm.weight.copy_(get("embeddings.LayerNorm.weight"))
        network.norm.bias.copy_(get("embeddings.LayerNorm.bias"))
        if mpnet:
            network.bias.weight.copy_(get("encoder.relative_attention_bias.weight"))
        for i, layer in enumerate(network.layers):
            assert isinstance(layer, Layer)
            base = f"encoder.layer.{i}."
            names = (
                ("attention.attn.q", "attention.attn.k", "attention.attn.v")
                if mpnet
                else ("attention.self.query", "attention.self.key", "attention.self.value")
            )
            layer.qkv.weight.copy_(torch.cat([get(base + n + ".weight") for n in names]))
            layer.qkv.bias.copy_(torch.cat([get(base + n + ".bias") for n in names]))
            pairs: dict[str, nn.Linear | nn.LayerNorm] = {
                "attention.attn.o" if mpnet else "attention.output.dense": layer.out,
                "attention.LayerNorm" if mpnet else "attention.output.LayerNorm": layer.norm1,
                "intermediate.dense": layer.up,
                "output.dense": layer.down,
                "output.LayerNorm": layer.norm2,
            }
            for name, module in pairs.items():
                module.weight.copy_(get(base + name + ".weight"))
                module.bias.copy_(get(base + name + ".bias"))
