"""The teacher: a small pretrained encoder with two heads, one that tags cues and one that reads source and content of a given cue."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from corpus import CONTENT, IN_CONTENT, IN_SOURCE, OUTSIDE, SOURCE, Text, Window

WIDTH, HEADS, LAYERS, HIDDEN = 384, 12, 6, 256
LABELS = 5
# Out of reach of any score, but no infinity, whose gradient would be none.
NEVER = -1e4
# The marks around a window in the encoder's vocabulary.
FIRST_MARK, LAST_MARK = 101, 102


class Layer(nn.Module):
    """One layer of a BERT encoder."""

    def __init__(self, weights: dict[str, Tensor], prefix: str):
        super().__init__()
        take = lambda name: nn.Parameter(weights[prefix + name].clone())
        stack = lambda kind: nn.Parameter(
            torch.cat([weights[f"{prefix}attention.self.{name}.{kind}"] for name in ("query", "key", "value")])
        )
        self.attend, self.attend_bias = stack("weight"), stack("bias")
        self.joined, self.joined_bias = take("attention.output.dense.weight"), take("attention.output.dense.bias")
        self.norm1, self.norm1_bias = take("attention.output.LayerNorm.weight"), take("attention.output.LayerNorm.bias")
        self.wide, self.wide_bias = take("intermediate.dense.weight"), take("intermediate.dense.bias")
        self.narrow, self.narrow_bias = take("output.dense.weight"), take("output.dense.bias")
        self.norm2, self.norm2_bias = take("output.LayerNorm.weight"), take("output.LayerNorm.bias")

    def forward(self, x: Tensor, mask: Tensor, drop: float) -> Tensor:
        batch, length, _ = x.shape
        stacked = F.linear(x, self.attend, self.attend_bias)
        query, key, value = stacked.view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        y = F.linear(y.transpose(1, 2).reshape(batch, length, WIDTH), self.joined, self.joined_bias)
        x = F.layer_norm(x + F.dropout(y, drop, self.training), (WIDTH,), self.norm1, self.norm1_bias, 1e-12)
        y = F.linear(F.gelu(F.linear(x, self.wide, self.wide_bias)), self.narrow, self.narrow_bias)
        return F.layer_norm(x + F.dropout(y, drop, self.training), (WIDTH,), self.norm2, self.norm2_bias, 1e-12)


class Teacher(nn.Module):
    """Encoder and heads. The head for sources and contents is conditioned on the cue: its mean vector scales and shifts those of
    all words, and so does the distance from it; a linear-chain CRF with learned transitions is on top."""

    def __init__(self, encoder: Path):
        super().__init__()
        weights = load_file(str(encoder))
        names = "embeddings."
        self.word = nn.Embedding.from_pretrained(weights[names + "word_embeddings.weight"].clone(), freeze=True)
        position = weights[names + "position_embeddings.weight"] + weights[names + "token_type_embeddings.weight"][0]
        self.position = nn.Parameter(position.clone())
        self.norm = nn.Parameter(weights[names + "LayerNorm.weight"].clone())
        self.norm_bias = nn.Parameter(weights[names + "LayerNorm.bias"].clone())
        # What the encoder's lower-cased pieces do not tell: letter case, paragraphs, quotations.
        self.case = nn.Parameter(torch.zeros(4, WIDTH))
        self.paragraph = nn.Parameter(torch.zeros(2, WIDTH))
        self.quote = nn.Parameter(torch.zeros(4, WIDTH))
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{layer}.") for layer in range(LAYERS))

        self.cue = nn.Linear(WIDTH, 3)
        self.of_word = nn.Linear(WIDTH, HIDDEN)
        self.shift = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.scale = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.distance = nn.Embedding(64, HIDDEN)
        self.label = nn.Linear(HIDDEN, LABELS)
        nn.init.zeros_(self.scale.weight)
        nn.init.normal_(self.distance.weight, 0, 0.05)
        self.transitions = nn.Parameter(torch.zeros(LABELS, LABELS))
        self.begin = nn.Parameter(torch.zeros(LABELS))
        may_follow = torch.zeros(LABELS, LABELS)
        may_follow[:, [IN_SOURCE, IN_CONTENT]] = NEVER
        may_follow[[SOURCE, IN_SOURCE], IN_SOURCE] = 0
        may_follow[[CONTENT, IN_CONTENT], IN_CONTENT] = 0
        self.register_buffer("may_follow", may_follow)
        self.register_buffer("may_begin", may_follow[OUTSIDE].clone())

    def encoder_parameters(self) -> list[nn.Parameter]:
        """What is pretrained and still learns."""
        return [*self.layers.parameters(), self.position, self.norm, self.norm_bias]

    def head_parameters(self) -> list[nn.Parameter]:
        """What begins at nothing."""
        pretrained = {id(one) for one in self.encoder_parameters()}
        return [one for one in self.parameters() if one.requires_grad and id(one) not in pretrained]

    def encode(self, batch: "Batch", drop: float = 0.1) -> Tensor:
        """A vector for each word: that of its first piece."""
        x = self.word(batch.pieces) + self.position[: batch.pieces.shape[1]]
        x = x + self.case[batch.case] + self.paragraph[batch.paragraph] + self.quote[batch.quote]
        x = F.layer_norm(x, (WIDTH,), self.norm, self.norm_bias, 1e-12)
        x = F.dropout(x, drop, self.training)
        mask = batch.is_piece[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask, drop)
        return torch.gather(x, 1, batch.first_piece[:, :, None].expand(-1, -1, WIDTH))

    def roles(self, words: Tensor, window: Tensor, in_cue: Tensor) -> Tensor:
        """Scores of the labels of all words for each cue. `window` says where each cue is; `in_cue` is 1 at its words."""
        own = words[window]
        cue = (in_cue[:, :, None] * own).sum(1) / in_cue.sum(1, keepdim=True)
        place = torch.arange(words.shape[1])[None]
        first = in_cue.argmax(1, keepdim=True)
        last = words.shape[1] - 1 - in_cue.flip(1).argmax(1, keepdim=True)
        away = torch.where(place < first, place - first, torch.where(place > last, place - last, 0))
        x = self.of_word(words)[window]
        x = x * (1 + self.scale(cue))[:, None] + self.shift(cue)[:, None] + self.distance(bucket(away))
        scores = self.label(F.dropout(F.relu(x), 0.1, self.training))
        outside = torch.full((LABELS,), NEVER)
        outside[OUTSIDE] = 0
        return torch.where(in_cue[:, :, None] > 0, outside, scores)

    def surprise(self, scores: Tensor, labels: Tensor, is_word: Tensor) -> Tensor:
        """The negative log likelihood of the labels of each cue."""
        follow, begin = self.transitions + self.may_follow, self.begin + self.may_begin
        gold = (scores.gather(2, labels[:, :, None])[:, :, 0] * is_word).sum(1) + begin[labels[:, 0]]
        gold = gold + (follow[labels[:, :-1], labels[:, 1:]] * is_word[:, 1:]).sum(1)
        total = scores[:, 0] + begin
        for word in range(1, scores.shape[1]):
            after = torch.logsumexp(total[:, :, None] + follow, 1) + scores[:, word]
            total = torch.where(is_word[:, word : word + 1] > 0, after, total)
        return torch.logsumexp(total, 1) - gold

    def loss(self, batch: "Batch") -> Tensor:
        """What training makes small. The factors make both parts about equally large."""
        words = self.encode(batch)
        cues = F.cross_entropy(self.cue(words).flatten(0, 1), batch.cue_labels.flatten(), reduction="none")
        cues = cues.view(batch.is_word.shape) * batch.is_word * batch.weight[:, None]
        loss = 8 * cues.sum() / batch.is_word.sum()
        if len(batch.window):
            scores = self.roles(words, batch.window, batch.in_cue)
            surprise = self.surprise(scores, batch.role_labels, batch.is_word[batch.window])
            loss = loss + (surprise * batch.weight[batch.window]).mean() / 12
        return loss

    def best_labels(self, scores: np.ndarray) -> np.ndarray:
        """The best labels of each cue (Viterbi)."""
        follow = (self.transitions + self.may_follow).detach().numpy()
        total = scores[:, 0] + (self.begin + self.may_begin).detach().numpy()
        cues, words, _ = scores.shape
        came_from = np.zeros((cues, words, LABELS), np.int8)
        for word in range(1, words):
            paths = total[:, :, None] + follow
            came_from[:, word] = paths.argmax(1)
            total = paths.max(1) + scores[:, word]
        labels = np.zeros((cues, words), np.int8)
        labels[:, -1] = total.argmax(1)
        for word in range(words - 1, 0, -1):
            labels[:, word - 1] = came_from[np.arange(cues), word, labels[:, word]]
        return labels


def bucket(away: Tensor) -> Tensor:
    """Distances in words: up to 10 each its own, then ever wider ones; 31 for each side."""
    far = away.abs()
    wide = torch.clamp(torch.floor(torch.log2(far.clamp(min=1) / 10.0) * 4), max=20).long()
    step = torch.minimum(far, torch.tensor(10)) + torch.where(far > 10, wide, 0)
    return torch.where(away < 0, step, step + 31)


class Batch:
    """Windows of several texts as tensors; with their targets, if they are to be learned."""

    def __init__(self, texts: list[Text], windows: list[Window], learn: bool):
        self.words = [texts[index].words(start, end) for index, start, end in windows]
        count = len(windows)
        length = max(end - start for _, start, end in windows) + 2
        width = max(1, *(end - first for first, end in self.words))
        pieces, case, paragraph, quote = (np.zeros((count, length), np.int64) for _ in range(4))
        is_piece = np.zeros((count, length), bool)
        first_piece, cue_labels = (np.zeros((count, width), np.int64) for _ in range(2))
        is_word = np.zeros((count, width), np.float32)
        window: list[int] = []
        in_cue: list[np.ndarray] = []
        role_labels: list[np.ndarray] = []
        for row, ((index, start, end), (first, last)) in enumerate(zip(windows, self.words)):
            text, size = texts[index], end - start
            pieces[row, 0], pieces[row, size + 1] = FIRST_MARK, LAST_MARK
            pieces[row, 1 : size + 1] = text.pieces[start:end]
            case[row, 1 : size + 1] = text.case[start:end]
            paragraph[row, 1 : size + 1] = text.paragraph[start:end]
            quote[row, 1 : size + 1] = text.quote[start:end]
            is_piece[row, : size + 2] = True
            first_piece[row, : last - first] = text.first_piece[first:last] - start + 1
            is_word[row, : last - first] = 1
            for cue, source, content in text.targets if learn else ():
                inside = [word - first for word in cue if first <= word < last]
                for place, word in enumerate(inside):
                    if not place or inside[place - 1] != word - 1:
                        cue_labels[row, word] = 1
                    elif not cue_labels[row, word]:
                        cue_labels[row, word] = 2
                if len(inside) < len(cue) or any(not first <= word < last for word in source + content):
                    continue  # cut by the window
                labels = np.zeros(width, np.int64)
                for words, begin in ((content, CONTENT), (source, SOURCE)):
                    for word in words:
                        labels[word - first] = begin + (word - 1 in words)
                labels[inside] = OUTSIDE
                window.append(row)
                in_cue.append(mask_of(inside, width))
                role_labels.append(labels)
        tensor = lambda values: torch.from_numpy(np.asarray(values))
        self.pieces, self.case, self.paragraph, self.quote = map(tensor, (pieces, case, paragraph, quote))
        self.is_piece, self.first_piece, self.is_word = map(tensor, (is_piece, first_piece, is_word))
        self.cue_labels = tensor(cue_labels)
        self.weight = torch.tensor([texts[index].weight for index, _, _ in windows])
        self.window = torch.tensor(window, dtype=torch.long)
        if window:
            self.in_cue, self.role_labels = tensor(np.stack(in_cue)), tensor(np.stack(role_labels))


def mask_of(words: list[int], width: int) -> np.ndarray:
    mask = np.zeros(width, np.float32)
    mask[words] = 1
    return mask
