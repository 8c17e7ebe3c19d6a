import '../models';
import { create, type CreateOptions } from '../src/create';
import { ConvzooError } from '../src/errors';
import { find, list, register } from '../src/registry';

describe('create', () => {
  it('suggests the nearest name for one that it does not know', () => {
    expect(() => create('lenet-5')).toThrow("no model is named 'lenet-5'; did you mean 'lenet5'?");
  });

  it('suggests nothing where nothing is near', () => {
    expect(() => create('transformer')).toThrow(/^no model is named 'transformer'$/);
  });

  it('says what a name is where there is none', () => {
    const attempt = () => create(undefined as unknown as string);
    expect(attempt).toThrow(ConvzooError);
    expect(attempt).toThrow("a model's name is undefined, expected one that list() has, e.g. 'lenet5'");
  });

  it.each([NaN, 0.5, 'a' as unknown as number])('refuses %p for a seed', (seed) => {
    const attempt = () => create('lenet5', { seed });
    expect(attempt).toThrow(ConvzooError);
    expect(attempt).toThrow(`lenet5: seed must be an integer, got ${seed}`);
  });

  it('refuses fewer than two classes', () => {
    expect(() => create('lenet5', { classes: 1 })).toThrow(
      'lenet5: classes must be an integer of at least 2, got 1',
    );
  });

  it('refuses an input shape that is not height, width, channels', () => {
    expect(() => create('lenet5', { inputShape: [32, 0, 1] })).toThrow(
      'lenet5: inputShape must be [height, width, channels], got [32,0,1]',
    );
  });

  it('refuses an option that there is not and suggests the nearest', () => {
    expect(() => create('lenet5', { clases: 3 } as CreateOptions)).toThrow(
      "lenet5: the family lenet has no option 'clases'; did you mean 'classes'?",
    );
  });

  it('refuses images that nothing is left of', () => {
    expect(() => create('lenet_caffe', { inputShape: [3, 3, 1] })).toThrow(
      "lenet_caffe: images of 3x3 are too small, nothing is left of them at 'conv1'",
    );
  });

  it('refuses to pool features that have no height and width', () => {
    expect(() => create('lenet_300_100', { includeTop: false, pooling: 'avg' })).toThrow(
      "pooling: 'avg' needs features with height and width, this model has none",
    );
  });

  it('refuses pooling under a classifier', () => {
    expect(() => create('lenet5', { pooling: 'max' })).toThrow(
      "lenet5: pooling: 'max' needs includeTop: false",
    );
  });

  it.each(['avg', 'max'] as const)('pools features of 16 maps to 16 numbers with pooling %s', (pooling) => {
    expect(create('lenet5', { includeTop: false, pooling }).outputs[0]?.shape).toEqual([null, 16]);
  });

  it('leaves Math.random as it was, also when a builder throws', () => {
    const original = Math.random;
    create('lenet5', { seed: 1 });
    expect(() => create('lenet5', { seed: 1, inputShape: [8, 8, 1] })).toThrow();
    expect(Math.random).toBe(original);
  });
});

describe('list', () => {
  it('names the variants of one family', () => {
    expect(list({ family: 'lenet' }).map(({ name }) => name)).toEqual([
      'lenet5',
      'lenet_caffe',
      'lenet_300_100',
    ]);
  });

  it('suggests the nearest family for one that it does not know', () => {
    expect(() => list({ family: 'lenett' })).toThrow("no family is named 'lenett'; did you mean 'lenet'?");
  });
});

describe('register', () => {
  it('refuses a name that is taken and says by whom', () => {
    const { facts, paper } = find('lenet5');
    const again = { family: 'other', paper, variants: { lenet5: facts }, build: () => create('lenet5') };
    expect(() => register(again)).toThrow("register: other and lenet both name a variant 'lenet5'");
  });
});
