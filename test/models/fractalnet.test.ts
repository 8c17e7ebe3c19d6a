import type * as tf from '@tensorflow/tfjs';
import '../../models';
import type { FractalNetOptions } from '../../models/fractalnet';
import { create } from '../../src/create';
import { Block } from '../../src/layers/block';
import { Dropout } from '../../src/layers/dropout';
import { FractalJoin } from '../../src/layers/fractal-join';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

const narrow = (name: string, options: Partial<FractalNetOptions> = {}) =>
  create<Partial<FractalNetOptions>>(name, { alpha: 1 / 16, ...options });

/** The layers of a model's blocks. */
function inside(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof Block ? layer.inner.layers : []));
}

const convolutions = (model: tf.LayersModel) =>
  inside(model).filter((layer) => layer.getClassName() === 'Conv2D').length;

/** Convolutions on the longest way through, one after the other. */
const depth = (model: tf.LayersModel) => {
  const [deepest = 0] = model.layers
    .filter((layer) => layer instanceof Block)
    .map((layer) => Number(layer.getConfig()['columns']));
  return inside(model).filter(({ name }) => name.startsWith(`col${deepest}_`) && name.endsWith('_conv'))
    .length;
};

describe('fractal nets', () => {
  it.each([
    ['fractalnet20', 20],
    ['fractalnet5_thin', 5],
    ['fractalnet10_thin', 10],
    ['fractalnet20_thin', 20],
    ['fractalnet40_thin', 40],
    ['fractalnet80_thin', 80],
    ['fractalnet_cifar', 20],
    ['fractalnet_mnist', 16],
  ])('%s is %i convolutions deep', (name, expected) => {
    expect(depth(narrow(name))).toBe(expected);
  });

  it('have as many convolutions as all columns together', () => {
    expect(convolutions(narrow('fractalnet20'))).toBe(5 * (1 + 2 + 4));
    expect(convolutions(narrow('fractalnet40_thin'))).toBe(5 * (1 + 2 + 4 + 8));
  });

  it('join two columns once and three at the end of each block of three', () => {
    const joins = inside(narrow('fractalnet20')).filter((layer) => layer instanceof FractalJoin);
    expect(joins.map(({ name, paths }) => [name, paths])).toEqual(
      Array.from({ length: 5 }, () => [['join2', 2], ['join4', 3]]).flat(), // prettier-ignore
    );
    expect(new Set(joins.map(({ dropPath }) => dropPath))).toEqual(new Set([0.15]));
  });

  it('halve the image behind each block, down to a single pixel', () => {
    const shapes = (name: string, blocks: number) => {
      const model = narrow(name, { alpha: 1 });
      return Array.from({ length: blocks }, (_, i) => model.getLayer(`pool${i + 1}`).outputShape.slice(1));
    };
    expect(shapes('fractalnet20_thin', 5)).toEqual([
      [16, 16, 16],
      [8, 8, 32],
      [4, 4, 64],
      [2, 2, 128],
      [1, 1, 128],
    ]);
    expect(shapes('fractalnet_mnist', 4)).toEqual([
      [14, 14, 16],
      [7, 7, 32],
      [3, 3, 64],
      [1, 1, 128],
    ]);
  });

  it('drop more values in later blocks, none in the first', () => {
    const rates = narrow('fractalnet20')
      .layers.filter((layer) => layer instanceof Block)
      .map((block) => (block as Block).inner.layers.filter((layer) => layer instanceof Dropout))
      .map((dropouts) => [dropouts.length, ...new Set(dropouts.map(({ rate }) => rate))]);
    expect(rates).toEqual([[0], [7, 0.1], [7, 0.2], [7, 0.3], [7, 0.4]]);
  });
});

describe('the options of a fractal net', () => {
  it('are its columns and the widths of its blocks', () => {
    const model = narrow('fractalnet20', { columns: 2, widths: [32, 48, 64], alpha: 0.5 });
    expect(convolutions(model)).toBe(3 * 3);
    expect(model.getLayer('pool3').outputShape).toEqual([null, 4, 4, 32]);
  });

  it('make it the thin net of another depth', () => {
    const options: Partial<FractalNetOptions> = { columns: 4 };
    // As fractalnet40_thin, of which the table says it.
    expect(complexity(undrawn('fractalnet20_thin', options)).params).toBe(4_784_340);
  });

  it.each([
    [1, 5],
    [2, 10],
    [3, 20],
    [4, 40],
  ])('make it a plain net of column %i, with %i convolutions and no draw', (column, expected) => {
    const model = narrow('fractalnet40_thin', { column });
    expect(convolutions(model)).toBe(expected);
    expect(inside(model).some((layer) => layer instanceof FractalJoin)).toBe(false);
    expect(model.layers.map((layer) => layer.getClassName())).not.toContain('ColumnDraw');
  });

  it('are the probabilities of local and global drop-path', () => {
    const model = narrow('fractalnet_mnist', { dropPath: 0.3, globalShare: 0.25 });
    expect(model.getLayer('columns').getConfig()['globalShare']).toBe(0.25);
    expect(model.getLayer('block1').getConfig()['dropPath']).toBe(0.3);
  });

  it.each<[Partial<FractalNetOptions>, string]>([
    [{ column: 4 }, 'column must be at most 3, got 4'],
    [{ columns: 0 }, 'columns must be an integer of at least 1, got 0'],
    [{ widths: [] }, 'widths must be a list of integers of at least 1, got []'],
    [{ dropPath: 1.5 }, 'dropPath must be a number from 0 to 1, got 1.5'],
    [{ globalShare: -1 }, 'globalShare must be a number from 0 to 1, got -1'],
  ])('are refused as %j', (options, expected) => {
    expect(() => narrow('fractalnet20', options)).toThrow(`fractalnet20: ${expected}`);
  });
});

describe('the image of a fractal net', () => {
  it('may be larger, and of odd size', () => {
    const model = create('fractalnet20', { inputShape: [67, 45, 4], alpha: 1 / 16 });
    expect(model.getLayer('pool5').outputShape).toEqual([null, 2, 1, 32]);
  });

  it('is refused where its halvings leave nothing', () => {
    expect(() => create('fractalnet20', { inputShape: [28, 28, 1] })).toThrow(
      'fractalnet20: height and width must be at least 32, got 28x28; smaller images can be centred on a field of that size',
    );
    expect(() => create('fractalnet_mnist', { inputShape: [16, 16, 1], alpha: 0.1 })).not.toThrow();
  });
});
