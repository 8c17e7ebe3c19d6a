import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import '../../models';
import { explainCommand } from '../../scripts/explain';
import { digits } from '../../src/data/digits';

const SIDE = 28;
const WEIGHTS = 'lenet5-mnist';
let folder: string;
let image: string;
const out = () => join(folder, 'out.png');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
  image = join(folder, 'digit.png');
  const digit = digits({ size: 1, seed: 5 }).image(0);
  await sharp(digit, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .png()
    .toFile(image);
});
afterAll(() => rm(folder, { recursive: true }));

/** What `convzoo explain` prints. */
async function explain(...args: string[]): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation();
  try {
    const command = explainCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await command.parseAsync([...args, '--engine', 'wasm'], { from: 'user' });
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}

const sizeOf = async (path: string) => {
  const { width, height } = await sharp(path).metadata();
  return { width, height };
};

describe('convzoo explain', () => {
  it('draws the image, the heat and both, and says what was explained', async () => {
    const said = await explain(WEIGHTS, image, '-o', out());
    expect(said).toMatch(/digit\.png: \d \d+\.\d\d %, by Grad-CAM, drawn in .*out\.png$/m);
    const { width, height } = await sizeOf(out());
    // Three pictures beside one another, enlarged twelve times.
    expect(width).toBeGreaterThan(3 * 12 * SIDE);
    expect(height).toBeGreaterThan(12 * SIDE);
  });

  it('explains a class by its name, by a layer or by occlusion', async () => {
    expect(await explain(WEIGHTS, image, '-o', out(), '--label', '3', '--layer', 'C3_squash')).toMatch(
      /: 3 \d+\.\d\d %, by Grad-CAM at C3_squash, drawn/,
    );
    expect(await explain(WEIGHTS, image, '-o', out(), '--method', 'occlusion')).toMatch(
      /, by occlusion, drawn/,
    );
  });

  it('draws the feature maps of a layer and the first kernels', async () => {
    const maps = join(folder, 'maps.png');
    expect(await explain(WEIGHTS, image, '-o', maps, '--features', 'S2')).toMatch(
      /6 feature maps of S2, drawn/,
    );
    const kernels = join(folder, 'kernels.png');
    expect(await explain(WEIGHTS, '-o', kernels, '--kernels')).toMatch(/6 first kernels, drawn/);
    expect((await sizeOf(maps)).height).toBeGreaterThan(2 * 56);
    expect((await sizeOf(kernels)).height).toBeGreaterThan(2 * 60);
  });

  it('lists the layers that have feature maps, and writes nothing', async () => {
    const before = await readdir(folder);
    expect(await explain(WEIGHTS, '--layers', '-o', join(folder, 'none.png'))).toMatch(
      /^C3_squash +10x10x16$/m,
    );
    expect(await readdir(folder)).toEqual(before);
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'an unknown layer',
      () => [image, '--layer', 'C3_sqash'],
      /did you mean 'C3_squash'\?; it has feature maps of C1, C1_squash, S2/,
    ],
    ['an unknown layer of features', () => [image, '--features', 'C9'], /is named 'C9'/],
    [
      'an unknown class',
      () => [image, '--label', 'seven'],
      /no class is named 'seven'; expected one of 0, 1, 2/,
    ],
    ['an unknown method', () => [image, '--method', 'gradcam'], /Allowed choices are grad-cam, occlusion/],
    [
      'a layer for occlusion',
      () => [image, '--method', 'occlusion', '--layer', 'C1'],
      /occlusion looks at no layer/,
    ],
    ['no image', () => [], /no image is given/],
    ['an image that is not there', () => [join(folder, 'no.png')], /no\.png: there is no such file/],
    ['two things at once', () => [image, '--features', 'C1', '--label', '3'], /cannot be used with option/],
    ['a picture that is no PNG', () => [image, '-o', 'out.jpg'], /out\.jpg does not end in \.png/],
  ])('refuses %s', async (_, args, message) => {
    await expect(
      explain(WEIGHTS, ...args(), ...(args().includes('-o') ? [] : ['-o', join(folder, 'bad.png')])),
    ).rejects.toThrow(message);
    expect(await readdir(folder)).not.toContain('bad.png');
  });
});
