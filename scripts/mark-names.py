#!/usr/bin/env python3
"""Mark the names in raw news with a net that is too large to be built in.

    go run ./cmd/hearsay-train texts | gzip > build/texts.jsonl.gz
    python3 scripts/mark-names.py build/texts.jsonl.gz cmd/hearsay-train/marks/names.gz

It teaches all-mpnet-base-v2 (Apache-2.0; Song et al. 2020), an encoder of 110
million weights, the names of the texts that people have marked, prints how well it
does on UNER-EWT dev after each pass, and writes the names of the news as
cmd/hearsay-train/marks.go describes. A text is read in windows of whole sentences
with 80 pieces of words around them. Beside the pieces, which are in small letters,
the net sees how words are written, what word lists take them for, and from which
set a text is, news as if from the English Web Treebank. It needs PyTorch,
transformers (2.11 and 5.17 made the marks that are built in) and in practice a GPU:
three minutes on an H100. Two runs differ by a point of F.
"""
import argparse
import gzip
import json
import random

import torch
from torch import nn
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

CORE, AROUND, LONGEST = 160, 80, 320  # pieces of a window, beside it, of a sentence
PIECES = 6  # of a word
START, FILL, END = 0, 1, 2  # pieces of MPNet that are no words
DEV, NEWS = "uner-ewt-dev.iob2", "us-politics-news.jsonl.gz"
SETS = {  # by file
    "en_ewt-ud-train.conllu": 0, "en_gum-open-train.conllu": 1, "wikigold.conll.txt": 2,
    "crossner-politics/train.txt": 3, "crossner-politics/dev.txt": 3, DEV: 0, NEWS: 0,
}
FEATURES = (16, 64, 8)  # how a word is written, its hint, how its sentence is written
LABELS = 7  # outside; first word and others of p, o, l


def shape(word):
    """How a word is written, as a number."""
    if not any(c.isalpha() for c in word):
        return 5 if any(c.isdigit() for c in word) else 6
    if word.islower():
        return 0
    if len(word) > 1 and word.isupper():
        return 2
    if word[0].isupper() and word[1:].islower():
        return 1
    return 3 if len(word) == 1 else 4


class Windows:
    """Cuts texts into windows."""

    def __init__(self, tokenizer):
        self.tokenizer, self.known = tokenizer, {}

    def pieces(self, word):
        if word not in self.known:
            ids = self.tokenizer.encode(word.strip(), add_special_tokens=False)[:PIECES]
            self.known[word] = ids or [self.tokenizer.unk_token_id]
        return self.known[word]

    def flatten(self, text):
        """Pieces, and by word the first, with features and labels; where sentences end, in words."""
        ids, first, features, labels, ends = [], [], [], [], []
        for s in text["sentences"]:
            shapes = [shape(w) for w in s["words"]]
            low, cap, up = (shapes.count(k) for k in range(3))
            how = (low == 0) | (2 * up > low + cap + up) << 1 | (cap > low) << 2
            for k, w in enumerate(s["words"]):
                first.append(len(ids))
                for piece in self.pieces(w):
                    ids.append(piece)
                    features.append((2 * shapes[k] + (k == 0), s["hints"][k], how))
            labels += s.get("labels") or [0] * len(s["words"])
            ends.append(len(first))
        return ids, first + [len(ids)], features, labels, ends

    def of(self, text, number):
        """The windows of the text with a number."""
        ids, first, features, labels, ends = self.flatten(text)
        out, start, k = [], 0, 0
        while k < len(ends):
            while k + 1 < len(ends) and first[ends[k + 1]] - first[start] <= CORE:
                k += 1
            a, b = first[start], min(first[ends[k]], first[start] + LONGEST)
            left, right = max(0, a - AROUND), min(len(ids), b + AROUND)
            words = [w for w in range(start, ends[k]) if first[w] < b]
            out.append({
                "text": number, "words": words, "ids": ids[left:right], "features": features[left:right],
                "at": [first[w] - left + 1 for w in words], "labels": [labels[w] for w in words], "set": SETS[text["set"]],
            })
            start, k = ends[k], k + 1
        return out


class Tagger(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(name, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.before = nn.ModuleList(nn.Embedding(n, width) for n in FEATURES)
        self.sets = nn.Embedding(4, width)
        for e in [*self.before, self.sets]:
            nn.init.zeros_(e.weight)  # so that it begins with what it knows
        self.behind = nn.ModuleList(nn.Embedding(n, 64) for n in FEATURES)
        self.out = nn.Sequential(nn.Dropout(0.1), nn.Linear(width + 64, 384), nn.GELU(), nn.Dropout(0.1), nn.Linear(384, LABELS))

    def forward(self, ids, features, mask, sets):
        x = self.encoder.embeddings.word_embeddings(ids) + self.sets(sets)[:, None]
        x = x + sum(f(features[..., i]) for i, f in enumerate(self.before))
        h = self.encoder(inputs_embeds=x, attention_mask=mask).last_hidden_state
        return self.out(torch.cat([h, sum(f(features[..., i]) for i, f in enumerate(self.behind))], -1))


def collate(some, device):
    n = max(len(w["ids"]) for w in some) + 2
    ids = torch.full((len(some), n), FILL)
    features = torch.zeros(len(some), n, len(FEATURES), dtype=torch.long)
    mask, labels = torch.zeros(len(some), n), torch.full((len(some), n), -100)
    for i, w in enumerate(some):
        k = len(w["ids"])
        ids[i, 0], ids[i, k + 1] = START, END
        ids[i, 1 : k + 1] = torch.tensor(w["ids"])
        features[i, 1 : k + 1] = torch.tensor(w["features"])
        mask[i, : k + 2] = 1
        labels[i, w["at"]] = torch.tensor(w["labels"])
    sets = torch.tensor([w["set"] for w in some])
    return [x.to(device) for x in (ids, features, mask, labels, sets)]


def batches(windows, pieces, rng=None):
    """Windows of like length together; by chance where rng is given."""
    order = list(windows)
    if rng:
        rng.shuffle(order)
    size = 512 if rng else max(1, len(order))
    out, some = [], []
    for i in range(0, len(order), size):
        for w in sorted(order[i : i + size], key=lambda w: len(w["ids"])):
            if some and (len(some) + 1) * max(len(x["ids"]) for x in some + [w]) > pieces:
                out.append(some)
                some = []
            some.append(w)
    if some:
        out.append(some)
    if rng:
        rng.shuffle(out)
    return out


def follows(before, label):
    return label == 0 or label % 2 == 1 or before == label or before == label - 1


BARRED = torch.tensor([[0.0 if follows(p, y) else -1e4 for y in range(LABELS)] for p in range(LABELS)])


def best(scores):
    """The best row of labels of a sentence (Viterbi)."""
    s, back = scores[0] + BARRED[0], []
    for row in scores[1:]:
        s, k = (s[:, None] + BARRED).max(0)
        s, back = s + row, back + [k]
    y = [int(s.argmax())]
    for k in reversed(back):
        y.append(int(k[y[-1]]))
    return y[::-1]


def read(model, texts, windows, device):
    """The labels of texts, by sentence."""
    model.eval()
    scores = [torch.zeros(sum(len(s["words"]) for s in t["sentences"]), LABELS) for t in texts]
    for x in scores:
        x[:, 0] = 1e-3  # of words past the longest sentence
    with torch.no_grad():
        for some in batches(windows, 32768):
            ids, features, mask, _, sets = collate(some, device)
            with torch.autocast(device, dtype=torch.bfloat16):
                y = model(ids, features, mask, sets)
            y = F.log_softmax(y.float(), -1).cpu()
            for i, w in enumerate(some):
                scores[w["text"]][w["words"]] = y[i, w["at"]]
    out = []
    for t, x in zip(texts, scores):
        lengths = [len(s["words"]) for s in t["sentences"]]
        out.append([best(part) for part in x.split(lengths)])
    return out


def spans(labels):
    """First word, word behind the last, kind."""
    out, i = [], 0
    while i < len(labels):
        k = i + 1
        if labels[i]:
            while k < len(labels) and labels[k] and labels[k] == (labels[i] + 1) // 2 * 2:
                k += 1
            out.append((i, k, "pol"[(labels[i] - 1) // 2]))
        i = k
    return out


def f_score(texts, found):
    right = gold = pred = 0
    for t, labels in zip(texts, found):
        for s, y in zip(t["sentences"], labels):
            a, b = set(spans(s["labels"])), set(spans(y))
            right, gold, pred = right + len(a & b), gold + len(a), pred + len(b)
    return 2 * right / max(1, gold + pred)


def marks(text, labels):
    """A line of the file of marks."""
    out, end = [], 0
    for s, y in zip(text["sentences"], labels):
        for i, k, kind in spans(y):
            start, stop = s["at"][i][0], s["at"][k - 1][1]
            out.append(f"{start - end}{kind}{stop - start}")
            end = stop
    return (text["id"] + " " + ",".join(out)).rstrip()


def teach(model, windows, o, device, report):
    """Teaches the model, with AdamW and a rate that rises for a tenth of the way, then falls."""
    rng = random.Random(o.seed)
    encoder = list(model.encoder.parameters())
    others = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    adam = torch.optim.AdamW([{"params": encoder, "lr": o.rate}, {"params": others, "lr": 10 * o.rate}], weight_decay=0.01, betas=(0.9, 0.98))
    plan = [batches(windows, 4096, rng) for _ in range(o.epochs)]
    total = sum(map(len, plan))
    rate = torch.optim.lr_scheduler.LambdaLR(adam, lambda t: min((t + 1) / (0.1 * total + 1), max(0, (total - t) / (0.9 * total))))
    for epoch, all_batches in enumerate(plan):
        model.train()
        for some in all_batches:
            ids, features, mask, labels, sets = collate(some, device)
            with torch.autocast(device, dtype=torch.bfloat16):
                y = model(ids, features, mask, sets)
            loss = F.cross_entropy(y.float().view(-1, LABELS), labels.view(-1), ignore_index=-100)
            adam.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            rate.step()
        report(epoch + 1)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("texts", help="what hearsay-train texts printed, compressed with gzip")
    p.add_argument("to", help="file of marks to write")
    p.add_argument("--model", default="sentence-transformers/all-mpnet-base-v2", help="the encoder, one of MPNet: a name or a folder")
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--rate", type=float, default=5e-5)
    p.add_argument("--seed", type=int, default=1)
    o = p.parse_args()
    torch.manual_seed(o.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with gzip.open(o.texts, "rt", encoding="utf-8") as f:
        texts = [json.loads(line) for line in f]
    cut = Windows(AutoTokenizer.from_pretrained(o.model))

    def part(of):
        """The texts of some sets and their windows."""
        some = [t for t in texts if of(t["set"])]
        return some, [w for i, t in enumerate(some) for w in cut.of(t, i)]

    _, train = part(lambda s: s not in (DEV, NEWS))
    dev, dev_windows = part(lambda s: s == DEV)
    news, news_windows = part(lambda s: s == NEWS)
    model = Tagger(o.model).to(device)
    teach(model, train, o, device, lambda epoch: print(f"epoch {epoch}: F {f_score(dev, read(model, dev, dev_windows, device)):.3f}", flush=True))
    with open(o.to, "wb") as f, gzip.GzipFile(filename="", fileobj=f, mode="wb", compresslevel=9, mtime=0) as z:
        for t, labels in zip(news, read(model, news, news_windows, device)):
            z.write((marks(t, labels) + "\n").encode())


if __name__ == "__main__":
    main()
