"""Fine-tunes the teacher. On two cores, a pass over 1,740 articles takes some 20 minutes."""

import argparse
import math
import random
import time
from pathlib import Path

import torch

from corpus import encode, load_tokenizer, read_brat, training_windows, with_targets
from network import Batch, Teacher

BATCH = 8
# Windows of like length share a batch; this many are sorted at a time.
SORTED = 64


def batches(texts, rng):
    """The windows of one pass in batches, in random order."""
    windows = training_windows(texts, rng)
    rng.shuffle(windows)
    found = []
    for start in range(0, len(windows), SORTED):
        near = sorted(windows[start : start + SORTED], key=lambda window: window[2] - window[1])
        found += [near[first : first + BATCH] for first in range(0, len(near), BATCH)]
    rng.shuffle(found)
    return found


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    args.add_argument("--gold", action="append", required=True, help="folder of brat standoff; =WEIGHT after it says how much each text counts")
    args.add_argument("--output", type=Path, required=True)
    args.add_argument("--passes", type=float, default=2.6)
    args.add_argument("--seed", type=int, default=5)
    args = args.parse_args()

    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    texts = []
    for folder in args.gold:
        path, _, weight = folder.partition("=")
        for name, text, found in read_brat(Path(path)):
            texts.append(with_targets(encode(tokenizer, name, text), found, float(weight or 1)))
    texts = [text for text in texts if len(text.pieces)]
    print(f"{len(texts)} texts, {sum(len(text.pieces) for text in texts)} word pieces", flush=True)

    teacher = Teacher(args.encoder / "model.safetensors")
    teacher.train()
    steps = int(args.passes * len(batches(texts, random.Random(args.seed))))
    encoder, heads = teacher.encoder_parameters(), teacher.head_parameters()
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": 1.2e-4}, {"params": heads, "lr": 1e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    rate = lambda step: min(1, (step + 1) / (0.08 * steps)) * max(0.02, 0.5 + 0.5 * math.cos(math.pi * step / steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    clock, waiting, losses = time.monotonic(), [], []
    for step in range(steps):
        waiting = waiting or batches(texts, rng)
        loss = teacher.loss(Batch(texts, waiting.pop(), learn=True))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 25 == 0 or step == steps - 1:
            recent = losses[-25:]
            print(f"{step} of {steps}: loss {sum(recent) / len(recent):.3f}, {time.monotonic() - clock:.0f} s", flush=True)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    torch.save(teacher.state_dict(), args.output)


if __name__ == "__main__":
    main()
