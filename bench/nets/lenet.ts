import type * as tf from '@tensorflow/tfjs';
import { create } from '../../src/index';
import { conv, dense, type Layer, type Net } from './layers';

const DIGITS = { input: [32, 32, 1], classes: 10, optimizer: 'adam' } satisfies Partial<Net>;

/** LeNet-5 as it was: table I, trainable sub-sampling, output codes. LeCun et al. 1998, section II.B. */
export function lenet5(): Net {
  const model = create('lenet5');
  const { table } = configOf<{ table: number[][] }>(model, 'C3');
  const { codes } = configOf<{ codes: number[][] }>(model, 'distances');
  model.dispose();
  const squash: Layer = { kind: 'squash' };
  const pool: Layer[] = [squash, { kind: 'subsample' }, squash];
  return {
    ...DIGITS,
    name: 'lenet5',
    zoo: 'lenet5',
    layers: [
      conv(6, 5, { bias: true, pad: 'valid' }),
      ...pool,
      { kind: 'tableConv', size: 5, table },
      ...pool,
      conv(120, 5, { bias: true, pad: 'valid' }),
      squash,
      { kind: 'flatten' },
      dense(84),
      squash,
      { kind: 'distances', codes },
    ],
    scores: 'distances',
  };
}

function configOf<Config>(model: tf.LayersModel, layer: string): Config {
  return model.getLayer(layer).getConfig() as unknown as Config;
}

/** The network that tutorials call LeNet: full connections, tanh, average pooling, softmax; 61,706 parameters. */
export function tutorialLenet(): Net {
  const tanh: Layer = { kind: 'tanh' };
  const pool: Layer[] = [tanh, { kind: 'averagePool', size: 2, stride: 2 }];
  return {
    ...DIGITS,
    name: 'tutorial-lenet',
    layers: [
      conv(6, 5, { bias: true, pad: 'valid' }),
      ...pool,
      conv(16, 5, { bias: true, pad: 'valid' }),
      ...pool,
      { kind: 'flatten' },
      ...[dense(120), tanh, dense(84), tanh, dense(10)],
    ],
    scores: 'logits',
  };
}
