import '../../models';
import { infoCommand } from '../../scripts/info';
import { create } from '../../src/create';
import { complexity } from '../../src/report/complexity';

/** What `convzoo info` prints. */
async function info(...args: string[]): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation();
  try {
    const command = infoCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await command.parseAsync(args, { from: 'user' });
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('convzoo info', () => {
  it('tells what is known of a model, and what each layer costs', async () => {
    const output = await info('lenet5');
    expect(output).toMatch(/^lenet5, of the family lenet$/m);
    expect(output).toMatch(/LeCun.* 1998: Gradient-based learning applied to document recognition, doi:/);
    expect(output).toMatch(/^input: 32x32x1, 10 classes$/m);
    expect(output).toMatch(/^weights: .*lenet5-mnist/m);
    expect(output).toMatch(/^recipes:\n {2}mnist: default, smoke$/m);
    expect(output).toMatch(/^options: none$/m);
    expect(output).toMatch(/^departs from the paper:\n {2}a softmin/m);
    expect(output).toMatch(/^60,000 +60,840 +325,680 /m);
    expect(output).toMatch(/^C3 +TableConv2D +10x10x16 +1516 +150,000 +6400$/m);
  });

  it('opens blocks as deep as it is told, and takes another input and other classes', async () => {
    const small = ['resnet20', '--input-shape', '64x48x1', '--classes', '3'];
    const output = await info(...small);
    expect(output).toMatch(/^input: 64x48x1, 3 classes$/m);
    expect(output).toMatch(/^stage1_block1 +ResidualBlock +64x48x16 +4672 /m);
    expect(output).toMatch(/^ {2}conv1 +Conv2D +64x48x16 +2304 /m);
    expect(await info(...small, '--depth', '0')).not.toMatch(/^ {2}conv1/m);
  });

  it('tells of a model with options of its family, as data too', async () => {
    expect(JSON.parse(await info('vgg11_mnist', '--alpha', '0.05', '--json'))).toMatchObject({
      name: 'vgg11_mnist_alpha0.05',
      options: [{ name: 'alpha', expected: 'a positive number', value: 0.05 }],
      ...complexity(create('vgg11_mnist', { alpha: 0.05 })),
    });
  });

  it('says in its help that all levels of blocks are opened', () => {
    expect(infoCommand().helpInformation()).toMatch(/--depth <levels>[^-]*\(default:\s+all\s+levels\)/);
  });

  it.each([
    ['a shape that is none', ['lenet5', '--input-shape', '32x32'], /expected HEIGHTxWIDTHxCHANNELS/],
    ['a depth that is none', ['lenet5', '--depth', '-1'], /expected a whole number/],
    ['an unknown model', ['lenet6'], /no model is named 'lenet6'; did you mean 'lenet5'\?/],
  ])('refuses %s', async (_, args, message) => {
    await expect(info(...args)).rejects.toThrow(message);
  });
});
