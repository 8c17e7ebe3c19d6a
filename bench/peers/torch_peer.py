"""PyTorch at a task of bench/protocol.ts; `torch_peer.py export` writes its net as ONNX."""

import copy
import json
import sys

import torch
from torch import nn
from torch.nn import functional

from session import play

torch.set_num_threads(2)

FORMATS = {"contiguous": torch.contiguous_format, "channels last": torch.channels_last}


class TableConv(nn.Module):
    """Only the kernels of existing connections are parameters: `[connections, size, size]`."""

    def __init__(self, channels, layer):
        super().__init__()
        pairs = [(output, map) for output, maps in enumerate(layer["table"]) for map in maps]
        self.shape = (len(layer["table"]), channels, layer["size"], layer["size"])
        self.register_buffer("places", torch.tensor([o * channels + m for o, m in pairs]))
        self.kernel = nn.Parameter(torch.randn(len(pairs), layer["size"], layer["size"]) / 10)
        self.bias = nn.Parameter(torch.zeros(len(layer["table"])))

    def forward(self, x):
        outputs, channels, height, width = self.shape
        dense = self.kernel.new_zeros(outputs * channels, height, width)
        dense = dense.index_copy(0, self.places, self.kernel)
        return functional.conv2d(x, dense.view(self.shape), self.bias)


class Subsample(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.factor = nn.Parameter(torch.ones(channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x):
        return 4 * self.factor * functional.avg_pool2d(x, 2) + self.bias


class Squash(nn.Module):
    def forward(self, x):
        return 1.7159 * torch.tanh(2 / 3 * x)


class Distances(nn.Module):
    def __init__(self, codes):
        super().__init__()
        self.register_buffer("codes", torch.tensor(codes, dtype=torch.float32))

    def forward(self, x):
        return (x[:, None] - self.codes).square().sum(-1)


class Shuffle(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        # Written out, for ONNX has no operation for it.
        batch, channels, height, width = x.shape
        grouped = x.reshape(batch, self.groups, channels // self.groups, height, width)
        return grouped.transpose(1, 2).reshape(batch, channels, height, width)


class Widen(nn.Module):
    def __init__(self, channels, layer):
        super().__init__()
        self.stride, self.added = layer["stride"], layer["filters"] - channels

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))


class Join(nn.Module):
    def __init__(self, kind, branches):
        super().__init__()
        self.kind, self.branches = kind, nn.ModuleList(branches)

    def forward(self, x):
        outputs = [branch(x) for branch in self.branches]
        return torch.cat(outputs, 1) if self.kind == "concat" else sum(outputs[1:], outputs[0])


def chain(layers, shape):
    """The layers one after the other, and the shape [channels, height, width] that comes out."""
    modules = []
    for layer in layers:
        module, shape = build(layer, shape)
        modules.append(module)
    return nn.Sequential(*modules), shape


def build(layer, shape):
    kind, channels = layer["kind"], shape[0]
    if kind in ("add", "concat"):
        built = [chain(branch, shape) for branch in layer["branches"]]
        outputs = sum(out[0] for _, out in built) if kind == "concat" else built[0][1][0]
        return Join(kind, [module for module, _ in built]), (outputs, *built[0][1][1:])
    module = single(layer, kind, channels, shape)
    with torch.no_grad():
        out = module.eval()(torch.zeros(1, *shape)).shape[1:]
    return module.train(), tuple(out)


def single(layer, kind, channels, shape):
    if kind in ("conv", "depthwise"):
        groups = channels if kind == "depthwise" else layer["groups"]
        # Where TensorFlow's "same" pads unequally, this pads by as much on both sides.
        padding = 0 if layer.get("pad") == "valid" else layer["size"] // 2
        filters = layer.get("filters", channels)
        bias = layer.get("bias", False)
        return nn.Conv2d(channels, filters, layer["size"], layer["stride"], padding, groups=groups, bias=bias)
    if kind in ("maxPool", "averagePool"):
        make = nn.MaxPool2d if kind == "maxPool" else nn.AvgPool2d
        return make(layer["size"], layer["stride"], padding=(layer["size"] - 1) // 2)
    if kind == "dense":
        return nn.Linear(shape[0], layer["units"])
    if kind == "globalPool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return {
        "norm": lambda: nn.BatchNorm2d(channels),
        "relu": lambda: nn.ReLU(inplace=True),
        "tanh": nn.Tanh,
        "flatten": nn.Flatten,
        "shuffle": lambda: Shuffle(layer["groups"]),
        "widen": lambda: Widen(channels, layer),
        "tableConv": lambda: TableConv(channels, layer),
        "subsample": lambda: Subsample(channels),
        "squash": Squash,
        "distances": lambda: Distances(layer["codes"]),
    }[kind]()


def net_of(task):
    height, width, channels = task["net"]["input"]
    net, _ = chain(task["net"]["layers"], (channels, height, width))
    return net, (task["batch"], channels, height, width)


def start(task):
    net, shape = net_of(task)
    parameters = sum(parameter.numel() for parameter in net.parameters())
    facts = {"parameters": parameters, "versions": {"torch": torch.__version__}}
    ways = training(task, net, shape) if task["kind"] == "train" else predicting(task, net, shape)
    return facts, ways


def repeated(step):
    def run(steps):
        for _ in range(steps):
            step()

    return run


def training(task, net, shape):
    labels = torch.randint(task["net"]["classes"], shape[:1])
    loss_of = functional.cross_entropy if task["net"]["scores"] == "logits" else code_posterior
    best_of = torch.argmax if task["net"]["scores"] == "logits" else torch.argmin
    optimizer = optimizer_of(task["optimizer"], net)

    def way(format):
        images = torch.randn(shape).to(memory_format=format)

        def step():
            optimizer.zero_grad(set_to_none=True)
            scores = net(images)
            loss = loss_of(scores, labels)
            loss.backward()
            optimizer.step()
            return loss.item(), (best_of(scores, 1) == labels).sum().item()

        def run(steps):
            net.to(memory_format=format)
            repeated(step)(steps)

        return run

    return {name: way(format) for name, format in FORMATS.items()}


def optimizer_of(config, net):
    if config["name"] == "adam":
        return torch.optim.Adam(net.parameters(), config["learningRate"], fused=True)
    decayed = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": config["weightDecay"]}, {"params": others}]
    return torch.optim.SGD(groups, config["learningRate"], config["momentum"], fused=True)


def code_posterior(distances, labels):
    """LeCun et al. 1998, equation 9, with the "rubbish" class at distance 10."""
    rubbish = torch.full((len(labels), 1), -10.0)
    evidence = torch.logsumexp(torch.cat([-distances, rubbish], 1), 1)
    return (distances.gather(1, labels[:, None])[:, 0] + evidence).mean()


class Classifier(nn.Module):
    def __init__(self, task, net):
        super().__init__()
        self.net, self.sign = net, -1 if task["net"]["scores"] == "distances" else 1

    def forward(self, x):
        return functional.softmax(self.sign * self.net(x), 1)


def predicting(task, net, shape):
    ways = {}
    for name, format in FORMATS.items():
        images = torch.randn(shape).to(memory_format=format)
        model = Classifier(task, copy.deepcopy(net)).eval().to(memory_format=format)
        with torch.no_grad():
            frozen = torch.jit.freeze(torch.jit.trace(model, images))
        ways[name] = predict_with(model, images)
        ways[f"{name}, frozen"] = predict_with(frozen, images)
    return ways


def predict_with(model, images):
    def run(steps):
        with torch.inference_mode():
            for _ in range(steps):
                model(images).numpy()

    return run


def export():
    task = json.loads(sys.stdin.readline())
    net, shape = net_of(task)
    torch.onnx.export(
        Classifier(task, net).eval(),
        (torch.randn(shape),),
        task["onnx"],
        input_names=["images"],
        output_names=["probabilities"],
        dynamic_axes={"images": {0: "batch"}, "probabilities": {0: "batch"}},
        # The exporter of old needs no package beside onnx.
        dynamo=False,
    )


if sys.argv[1:2] == ["export"]:
    export()
else:
    play(start)
