import { Command, Option } from 'commander';
import type { Classifier } from '../src/classifier';
import { startEngine } from '../src/engine/start.node';
import { ConvzooError } from '../src/errors';
import { EXPLAIN_METHODS, type ExplainOptions } from '../src/explain/explain';
import { explanationPicture } from '../src/explain/explanation-picture.node';
import { featureLayers } from '../src/explain/feature-maps';
import { firstKernels } from '../src/explain/kernels';
import { kernelPictures, mapPictures } from '../src/explain/pictures';
import { writeAtomically } from '../src/files.node';
import type { BytePixels } from '../src/image';
import { decodeImage, type NodeImage } from '../src/image.node';
import { load } from '../src/pretrained.node';
import { sheet } from '../src/report/sheet.node';
import { percent } from '../src/report/text';
import { suggestion } from '../src/suggest';
import { engineOption, type EngineFlags } from './options';
import { table } from './table';

interface Flags extends EngineFlags {
  out: string;
  method: NonNullable<ExplainOptions['method']>;
  layer?: string;
  label?: string;
  features?: string;
  kernels?: true;
  layers?: true;
}

const METHOD_NAMES = { 'grad-cam': 'Grad-CAM', occlusion: 'occlusion' };

/** `convzoo explain <weights> <image>`: shows where an image speaks for a class, and what layers make of it. */
export function explainCommand(): Command {
  const instead = (flags: string, description: string) =>
    new Option(flags, description).conflicts(['label', 'layer', 'method']);
  return new Command('explain')
    .description('show where an image speaks for a class, what a layer makes of it, or the first kernels')
    .argument('<weights>', 'e.g. lenet5-mnist, or a folder such as runs/lenet5-mnist/weights')
    .argument('[image]', 'an image file: JPEG, PNG, WebP, GIF, AVIF, TIFF or SVG')
    .option('-o, --out <file>', 'the picture that is written, a PNG', 'explanation.png')
    .addOption(
      new Option('--method <name>', 'how it is explained; occlusion takes longer and looks at no layer')
        .choices(EXPLAIN_METHODS)
        .default('grad-cam'),
    )
    .option('--layer <name>', 'of Grad-CAM: whose feature maps are weighed (default: the last convolutions)')
    .option('--label <class>', 'what it is explained for, a name or a number (default: the likeliest)')
    .addOption(instead('--features <layer>', 'instead, the feature maps of a layer'))
    .addOption(
      instead('--kernels', 'instead, the kernels of the first convolution; needs no image').conflicts(
        'features',
      ),
    )
    .addOption(
      instead('--layers', 'instead, list the layers that have feature maps; needs no image').conflicts([
        'features',
        'kernels',
      ]),
    )
    .addOption(engineOption())
    .action(async (weights: string, image: string | undefined, flags: Flags) => {
      if (!/\.png$/i.test(flags.out)) throw new ConvzooError(`explain: ${flags.out} does not end in .png`);
      const needsNoImage = flags.kernels === true || flags.layers === true;
      if (image === undefined && !needsNoImage) throw new ConvzooError('explain: no image is given');
      const engine = await startEngine(flags.engine);
      console.log(engine.notice);
      const classifier = await load(weights);
      if (flags.layers === true) {
        console.log(layerTable(classifier));
      } else {
        const { png, said } = await drawn(weights, classifier, image ?? '', flags);
        await writeAtomically(flags.out, png);
        console.log(`${said}, drawn in ${flags.out}`);
      }
    });
}

interface Drawn {
  png: Uint8Array;
  /** What can be seen on it. */
  said: string;
}

async function drawn(
  weights: string,
  classifier: Classifier<NodeImage>,
  image: string,
  flags: Flags,
): Promise<Drawn> {
  if (flags.kernels === true) return kernels(weights, classifier);
  if (flags.features !== undefined) return features(weights, classifier, image, flags.features);
  return explained(weights, classifier, image, flags);
}

async function explained(
  weights: string,
  classifier: Classifier<NodeImage>,
  image: string,
  { method, label, layer }: Flags,
): Promise<Drawn> {
  const pixels = (await decodeImage(image)) as BytePixels;
  const explanation = await classifier.explain(pixels, {
    method,
    ...(label !== undefined && { label: labelOf(label, classifier.classes) }),
    ...(layer !== undefined && { layer }),
  });
  const { className, probability } = explanation.explained;
  const at = layer === undefined ? '' : ` at ${layer}`;
  const captions = { title: weights, method: `${METHOD_NAMES[method]}${at}` };
  return {
    png: await explanationPicture(pixels, explanation, captions),
    said: `${image}: ${className} ${percent(probability)}, by ${captions.method}`,
  };
}

async function features(
  weights: string,
  classifier: Classifier<NodeImage>,
  image: string,
  layer: string,
): Promise<Drawn> {
  const maps = await classifier.featureMaps(image, layer);
  try {
    const pictures = mapPictures({ values: (await maps.data()) as Float32Array, shape: maps.shape });
    return gridOf(pictures, `${weights}: ${pictures.length} feature maps of ${layer}`);
  } finally {
    maps.dispose();
  }
}

async function kernels(weights: string, { model, card }: Classifier<NodeImage>): Promise<Drawn> {
  const stack = firstKernels(model);
  try {
    const values = (await stack.data()) as Float32Array;
    const isReversed = card.preprocessing.order === 'bgr';
    const pictures = kernelPictures({ values, shape: stack.shape }, { isReversed });
    return gridOf(pictures, `${weights}: ${pictures.length} first kernels`);
  } finally {
    stack.dispose();
  }
}

/** Pictures as near to a square as they come, each enlarged to be seen. */
async function gridOf(pictures: readonly BytePixels[], said: string): Promise<Drawn> {
  const [first] = pictures;
  const side = Math.max(first?.width ?? 1, first?.height ?? 1);
  const png = await sheet(
    pictures.map((picture) => ({ picture, lines: [] })),
    {
      columns: Math.ceil(Math.sqrt(pictures.length)),
      enlarged: Math.max(1, Math.round(64 / side)),
      title: said,
    },
  );
  return { png, said };
}

function layerTable({ model }: Classifier<NodeImage>): string {
  return table(featureLayers(model).map(({ name, shape }) => ({ layer: name, output: shape.join('x') })));
}

/** @throws ConvzooError that suggests a class where none has that name or number */
function labelOf(label: string, classes: readonly string[]): number {
  const named = classes.indexOf(label);
  if (named >= 0) return named;
  if (/^\d+$/.test(label) && Number(label) < classes.length) return Number(label);
  const some = classes.slice(0, 10).join(', ');
  throw new ConvzooError(
    `no class is named '${label}'${suggestion(label, classes)}; expected one of ${some}${classes.length > 10 ? ', ...' : ''}`,
  );
}
