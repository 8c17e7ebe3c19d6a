/** Run by load.test.ts: loads a small MNIST's training split and prints its labels. */
import { loadFiles } from '../../src/data/load.node';
import { mnistFiles, type MnistSource } from '../../src/data/mnist.node';

const { source, data } = JSON.parse(process.argv[2] ?? '') as { source: MnistSource; data: string };
void loadFiles(mnistFiles(source), 'train', { data }).then(({ labels }) =>
  process.stdout.write(JSON.stringify([...labels])),
);
