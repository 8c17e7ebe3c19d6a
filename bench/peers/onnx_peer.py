"""onnxruntime in Python at a task of bench/protocol.ts."""

import numpy
import onnxruntime

from session import play


def start(task):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = 2, 1
    session = onnxruntime.InferenceSession(task["onnx"], options, ["CPUExecutionProvider"])
    height, width, channels = task["net"]["input"]
    shape = (task["batch"], channels, height, width)
    images = numpy.random.default_rng(1).standard_normal(shape, "float32")

    def run(steps):
        for _ in range(steps):
            session.run(["probabilities"], {"images": images})

    return {"versions": {"onnxruntime": onnxruntime.__version__}}, {"run": run}


play(start)
