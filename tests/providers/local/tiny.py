"""Makes models in ONNX's format that are a few hundred bytes long.

Loud is speech, speech is "hello", and a voice is its pitch. ONNX is protobuf (onnx.proto3 in the
project's repository); this writes just what these four need.
"""

import struct

from bot.providers.local.models import DIARIZER, SPEAKERS, VAD

FLOAT, INT32, INT64 = 1, 6, 7  # TensorProto.DataType
_INTS = 7  # AttributeProto.AttributeType
_FEATURES = 560  # 80 filters, 7 frames put together
_LOUD = 1e-4  # the power above which it is speech
TOKENS = ("<blk>", "▁hello", "<|en|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>")
_HELLO = 1

# what sherpa-onnx asks of a model of the SenseVoice family
_SENSE_VOICE = {
    "vocab_size": str(len(TOKENS)),
    "lfr_window_size": "7",
    "lfr_window_shift": "6",
    "normalize_samples": "0",
    "with_itn": "14",
    "without_itn": "15",
    "neg_mean": ",".join(["0"] * _FEATURES),
    "inv_stddev": ",".join(["1"] * _FEATURES),
    **{f"lang_{code}": "0" for code in ("auto", "zh", "en", "ja", "ko", "yue")},
}

# what it asks of pyannote's segmentation, and of an embedding
_WINDOW, _FIELD, _STEP = 160_000, 991, 270  # samples
_HIGH = 0.02  # of the power, in the differences from one sample to the next: 360 Hz
_SEGMENTATION = {
    "sample_rate": "16000",
    "window_size": str(_WINDOW),
    "receptive_field_size": str(_FIELD),
    "receptive_field_shift": str(_STEP),
    "num_speakers": "3",
    "powerset_max_classes": "2",
    "num_classes": "7",
}
_BANDS = 80
_EMBEDDING = {
    "framework": "wespeaker",
    "language": "any",
    "sample_rate": "16000",
    "output_dim": str(_BANDS),
    "normalize_samples": "1",
}


def lay(folder):
    """Both models, as a directory for LOCAL_MODEL."""
    folder.mkdir()
    (folder / VAD).write_bytes(_detector())
    (folder / "model.int8.onnx").write_bytes(_recognizer())
    lines = [f"{token} {n}\n" for n, token in enumerate(TOKENS)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def lay_speakers(model):
    """Both models that tell speakers apart, in a model's directory or where pulled ones are."""
    folder = model / SPEAKERS
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(_segmentation())
    (folder / DIARIZER.beside.name).write_bytes(_embedding())


def _segmentation():
    """Nobody where it is not loud, else the first or the second voice: the low or the high one."""
    nodes = [
        _node("Mul", ["x", "x"], "power"),
        _node("Conv", ["x", "step"], "change", _ints("pads", 1, 0)),
        _node("Mul", ["change", "change"], "changes"),
        *(_node("AveragePool", [name], f"mean {name}", _frames()) for name in ("power", "changes")),
        _node("Mul", ["mean power", "share"], "bound"),
        _node("Greater", ["mean power", "loud"], "speaks"),
        _node("Greater", ["mean changes", "bound"], "is high"),
        _node("Where", ["is high", "high", "low"], "voice"),
        _node("Where", ["speaks", "voice", "nobody"], "classes"),
        _node("Transpose", ["classes"], "y", _ints("perm", 0, 2, 1)),
    ]
    voices = ("nobody", "low", "high")  # the classes; the other four are further and more voices
    constants = [
        _tensor("step", [1, 1, 2], -1.0, 1.0),
        _tensor("share", [], _HIGH),
        _tensor("loud", [], _LOUD),
        *(_tensor(voice, [1, 7, 1], *_peak(n, 7)) for n, voice in enumerate(voices)),
    ]
    takes, gives = [_value("x", FLOAT, ["n", 1, "t"])], [_value("y", FLOAT, ["n", "u", 7])]
    return _model(nodes, constants, takes, gives, _SEGMENTATION)


def _embedding():
    """How loud each band is beside the loudest; not of length one, as real ones are not."""
    nodes = [
        _node("ReduceMean", ["x"], "mean", _ints("axes", 1) + _int("keepdims", 0)),
        _node("ReduceMax", ["mean"], "most", _ints("axes", 1)),
        _node("Sub", ["mean", "most"], "less"),
        _node("Exp", ["less"], "share"),
        _node("Mul", ["share", "tenth"], "embedding"),
    ]
    takes = [_value("x", FLOAT, ["n", "t", _BANDS])]
    gives = [_value("embedding", FLOAT, ["n", _BANDS])]
    return _model(nodes, [_tensor("tenth", [], 0.1)], takes, gives, _EMBEDDING)


def _frames():
    return _ints("kernel_shape", _FIELD) + _ints("strides", _STEP)


def _detector():
    nodes = [
        _node("Mul", ["input", "input"], "power"),
        _node("ReduceMean", ["power"], "mean", _ints("axes", 1)),
        _node("Greater", ["mean", "loud"], "speaks"),
        _node("Where", ["speaks", "one", "zero"], "output"),
        _node("Identity", ["h"], "hn"),
        _node("Identity", ["c"], "cn"),
    ]
    constants = [_tensor("loud", [], _LOUD), _tensor("one", [], 1.0), _tensor("zero", [], 0.0)]
    state = [2, 1, 64]
    takes = [
        _value("input", FLOAT, [1, "n"]),
        _value("sr", INT64, [1]),
        _value("h", FLOAT, state),
        _value("c", FLOAT, state),
    ]
    gives = [
        _value("output", FLOAT, [1, 1]),
        _value("hn", FLOAT, state),
        _value("cn", FLOAT, state),
    ]
    return _model(nodes, constants, takes, gives, {})


def _recognizer():
    """Four tokens about the whole, then "hello" for each frame there is."""
    size = len(TOKENS)
    nodes = [
        _node("ReduceMax", ["x"], "most", _ints("axes", 2)),
        _node("Mul", ["most", "nothing"], "frames"),
        _node("Add", ["frames", "hello"], "words"),
        _node("Concat", ["about", "words"], "logits", _int("axis", 1)),
    ]
    constants = [
        _tensor("nothing", [], 0.0),
        _tensor("hello", [1, 1, size], *_peak(_HELLO, size)),
        _tensor("about", [1, 4, size], *[x for token in (2, 3, 4, 5) for x in _peak(token, size)]),
    ]
    takes = [_value("x", FLOAT, ["n", "t", _FEATURES])]
    takes += [_value(name, INT32, ["n"]) for name in ("x_length", "language", "text_norm")]
    gives = [_value("logits", FLOAT, ["n", "u", size])]
    return _model(nodes, constants, takes, gives, _SENSE_VOICE)


def _peak(place, size):
    return [9.0 if n == place else 0.0 for n in range(size)]


def _model(nodes, constants, takes, gives, notes):
    graph = b"".join(_bytes(1, node) for node in nodes) + _bytes(2, b"tiny")
    graph += b"".join(_bytes(5, constant) for constant in constants)
    graph += b"".join(_bytes(11, value) for value in takes)
    graph += b"".join(_bytes(12, value) for value in gives)
    told = [_bytes(1, key.encode()) + _bytes(2, value.encode()) for key, value in notes.items()]
    return (
        _number(1, 8)  # of the format
        + _bytes(7, graph)
        + _bytes(8, _number(2, 17))  # of the operators
        + b"".join(_bytes(14, one) for one in told)
    )


def _node(kind, takes, gives, attribute=b""):
    body = b"".join(_bytes(1, name.encode()) for name in takes)
    return body + _bytes(2, gives.encode()) + _bytes(4, kind.encode()) + attribute


def _ints(name, *values):
    body = b"".join(_number(8, value) for value in values)
    return _bytes(5, _bytes(1, name.encode()) + body + _number(20, _INTS))


def _int(name, value):
    return _bytes(5, _bytes(1, name.encode()) + _number(3, value) + _number(20, 2))


def _tensor(name, shape, *numbers):
    body = b"".join(_number(1, size) for size in shape) + _number(2, FLOAT)
    return body + _bytes(8, name.encode()) + _bytes(9, struct.pack(f"<{len(numbers)}f", *numbers))


def _value(name, kind, shape):
    sizes = [_number(1, n) if isinstance(n, int) else _bytes(2, n.encode()) for n in shape]
    tensor = _number(1, kind) + _bytes(2, b"".join(_bytes(1, size) for size in sizes))
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, body):
    return _varint(field << 3 | 2) + _varint(len(body)) + body


def _varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
