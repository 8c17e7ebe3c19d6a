import { CONTESTS } from '../../bench/contestants';
import { netOf } from '../../bench/nets';
import { build, trainableParameters } from '../../bench/nets/build';
import { find } from '../../src/index';
import { startEngine } from '../../src/engine/start.node';

/** As the papers' tables and counts of others' code have them. */
const PARAMETERS = {
  lenet5: 60_000,
  'tutorial-lenet': 61_706,
  resnet20: 269_722,
  squeezenet: 729_034,
  mobilenet: 3_217_226,
  shufflenet: 914_338,
};

beforeAll(() => startEngine('wasm'));

test.each(Object.entries(PARAMETERS))('%s has its %d parameters', (name, parameters) => {
  const model = build(netOf(name), { norm: 'tfjs' });
  expect(trainableParameters(model)).toBe(parameters);
  expect(model.outputs[0]?.shape).toEqual([null, 10]);
  model.dispose();
});

test.each([
  ['lenet5', PARAMETERS.lenet5],
  ['resnet20', PARAMETERS.resnet20],
  ['squeezenet', PARAMETERS.squeezenet],
  ['vgg16', 14_728_266],
  ['mobilenet', PARAMETERS.mobilenet],
  ['shufflenet', PARAMETERS.shufflenet],
  ['resnet50', 25_557_032],
])("%s is the zoo's, of %d parameters", (name, parameters) => {
  expect(find(netOf(name).zoo ?? '').facts.params).toBe(parameters);
});

test('the ResNet-50 has the input and classes of ImageNet', () => {
  expect(netOf('resnet50')).toMatchObject({ input: [224, 224, 3], classes: 1000, zoo: 'resnet50_v1_5' });
});

test('every model of the contests is there, and a near miss is told', () => {
  for (const { net } of [...CONTESTS.train, ...CONTESTS.predict]) expect(netOf(net).name).toBe(net);
  expect(() => netOf('resnet2')).toThrow("unknown model 'resnet2'");
});
