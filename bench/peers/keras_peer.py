"""Keras on TensorFlow at a task of bench/protocol.ts."""

import os
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy
import tensorflow as tf
from keras import layers, ops

from session import MOST_STEPS, play

tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.threading.set_inter_op_parallelism_threads(2)


class TableConv(layers.Layer):
    """Only the kernels of existing connections are weights: `[size, size, connections]`."""

    def __init__(self, size, table):
        super().__init__()
        self.size, self.table = size, table

    def build(self, shape):
        pairs = [(m, output) for output, maps in enumerate(self.table) for m in maps]
        placement = numpy.zeros((len(pairs), shape[-1] * len(self.table)), "float32")
        for row, (m, output) in enumerate(pairs):
            placement[row, m * len(self.table) + output] = 1
        self.placement = tf.constant(placement)
        self.dense_shape = (self.size, self.size, shape[-1], len(self.table))
        self.kernel = self.add_weight(shape=(self.size**2, len(pairs)), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(len(self.table),), initializer="zeros")

    def call(self, x):
        dense = ops.reshape(ops.matmul(self.kernel, self.placement), self.dense_shape)
        return ops.conv(x, dense, padding="valid") + self.bias


class Subsample(layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(shape=shape[-1:], initializer="ones")
        self.bias = self.add_weight(shape=shape[-1:], initializer="zeros")

    def call(self, x):
        return ops.average_pool(x, 2, 2) * (4 * self.factor) + self.bias


class Squash(layers.Layer):
    def call(self, x):
        return 1.7159 * ops.tanh(2 / 3 * x)


class Distances(layers.Layer):
    def __init__(self, codes):
        super().__init__()
        self.codes = tf.constant(codes, tf.float32)

    def call(self, x):
        return ops.sum(ops.square(ops.expand_dims(x, 1) - self.codes), -1)


class Shuffle(layers.Layer):
    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def call(self, x):
        _, height, width, channels = x.shape
        grouped = ops.reshape(x, (-1, height, width, self.groups, channels // self.groups))
        return ops.reshape(ops.transpose(grouped, (0, 1, 2, 4, 3)), (-1, height, width, channels))


class Widen(layers.Layer):
    def __init__(self, filters, stride):
        super().__init__()
        self.filters, self.stride = filters, stride

    def call(self, x):
        thinned = x[:, :: self.stride, :: self.stride]
        return ops.pad(thinned, ((0, 0), (0, 0), (0, 0), (0, self.filters - x.shape[-1])))


class Clock(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())


def chain(x, described):
    for layer in described:
        x = apply(x, layer)
    return x


def apply(x, layer):
    kind = layer["kind"]
    if kind in ("add", "concat"):
        branches = [chain(x, branch) for branch in layer["branches"]]
        return layers.add(branches) if kind == "add" else layers.concatenate(branches)
    return single(layer, kind)(x)


def single(layer, kind):
    if kind == "conv":
        bias, groups, padding = layer["bias"], layer["groups"], layer["pad"]
        size, stride = layer["size"], layer["stride"]
        return layers.Conv2D(layer["filters"], size, stride, padding, groups=groups, use_bias=bias)
    if kind == "depthwise":
        return layers.DepthwiseConv2D(layer["size"], layer["stride"], "same", use_bias=False)
    if kind in ("maxPool", "averagePool"):
        make = layers.MaxPooling2D if kind == "maxPool" else layers.AveragePooling2D
        return make(layer["size"], layer["stride"], "same")
    return {
        "norm": layers.BatchNormalization,
        "relu": layers.ReLU,
        "tanh": lambda: layers.Activation("tanh"),
        "globalPool": layers.GlobalAveragePooling2D,
        "flatten": layers.Flatten,
        "dense": lambda: layers.Dense(layer["units"]),
        "shuffle": lambda: Shuffle(layer["groups"]),
        "widen": lambda: Widen(layer["filters"], layer["stride"]),
        "tableConv": lambda: TableConv(layer["size"], layer["table"]),
        "subsample": Subsample,
        "squash": Squash,
        "distances": lambda: Distances(layer["codes"]),
    }[kind]()


def start(task):
    net = task["net"]
    image = keras.Input(tuple(net["input"]))
    scores = chain(image, net["layers"])
    model = keras.Model(image, scores)
    facts = {
        "parameters": sum(int(numpy.prod(weight.shape)) for weight in model.trainable_weights),
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
    }
    return facts, training(task, model) if task["kind"] == "train" else predicting(task, image, scores)


def training(task, model):
    batch, net = task["batch"], task["net"]
    model.compile(optimizer_of(task["optimizer"], model), *loss_of(net), jit_compile=False)
    random = numpy.random.default_rng(1)
    most = MOST_STEPS + 1
    images = random.standard_normal((most * batch, *net["input"]), "float32")
    labels = random.integers(net["classes"], size=most * batch)
    first = tf.constant(images[:batch]), tf.constant(labels[:batch])

    def train_on_batch(steps):
        for _ in range(steps):
            model.train_on_batch(*first)

    def fit(steps):
        """Its own start, which comes once in a training, does not count."""
        count = (steps + 1) * batch
        clock = Clock()
        model.fit(images[:count], labels[:count], batch, shuffle=False, verbose=0, callbacks=[clock])
        return 1000 * (clock.ends[-1] - clock.ends[0])

    return {"train_on_batch": train_on_batch, "fit": fit}


def optimizer_of(config, model):
    if config["name"] == "adam":
        return keras.optimizers.Adam(config["learningRate"])
    decay = config["weightDecay"]
    sgd = keras.optimizers.SGD(config["learningRate"], config["momentum"], weight_decay=decay)
    sgd.exclude_from_weight_decay([weight for weight in model.trainable_weights if len(weight.shape) == 1])
    return sgd


def loss_of(net):
    """Loss and metrics."""
    if net["scores"] == "logits":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True), None, ["accuracy"]

    def nearest(labels, distances):
        return keras.metrics.sparse_categorical_accuracy(labels, -distances)

    return code_posterior, None, [nearest]


def code_posterior(labels, distances):
    """LeCun et al. 1998, equation 9, with the "rubbish" class at distance 10."""
    labels = ops.reshape(ops.cast(labels, "int32"), (-1,))
    own = ops.sum(distances * ops.one_hot(labels, distances.shape[-1]), 1)
    rubbish = ops.full_like(distances[:, :1], -10.0)
    return own + ops.logsumexp(ops.concatenate([-distances, rubbish], 1), 1)


def predicting(task, image, scores):
    signed = scores if task["net"]["scores"] == "logits" else -scores
    model = keras.Model(image, ops.softmax(signed))
    images = numpy.random.default_rng(1).standard_normal((task["batch"], *task["net"]["input"]), "float32")
    ready = tf.constant(images)
    compiled = tf.function(lambda x: model(x, training=False)).get_concrete_function(ready)

    def repeated(predict):
        def run(steps):
            for _ in range(steps):
                predict()

        return run

    return {
        "tf.function": repeated(lambda: compiled(ready).numpy()),
        "predict_on_batch": repeated(lambda: model.predict_on_batch(images)),
        "predict": repeated(lambda: model.predict(images, batch_size=len(images), verbose=0)),
    }


play(start)
