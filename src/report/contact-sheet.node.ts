import { writeAtomically } from '../files.node';
import type { BytePixels } from '../image';
import { sheet, type Panel } from './sheet.node';

export interface Classified {
  /** Grey or RGB. */
  image: BytePixels;
  /** Class that the model names. */
  prediction: string;
  /** 0 to 1. */
  probability: number;
  /** The image's own class; where it is left out, the picture is not marked as right or wrong. */
  truth?: string;
}

export interface ContactSheetOptions {
  /** Pictures in a row; 10 unless told. */
  columns?: number;
  /** A line above the pictures. */
  title?: string;
}

const ENLARGED = 4;

const VERDICTS = {
  right: { mark: '✓ ', colour: '#17692f', width: 2 },
  wrong: { mark: '✗ ', colour: '#b3261e', width: 6 },
  unknown: { mark: '', colour: '#333333', width: 2 },
};

/**
 * A PNG of images with what a model says of each: class and probability, framed green with a tick where it is
 * right, and red, thicker, with a cross and the right class where it is wrong. The same on every machine.
 *
 * @param pictures of one size
 * @throws ConvzooError where there are none, sizes differ, or values and size disagree
 */
export async function contactSheet(
  pictures: readonly Classified[],
  { columns = 10, ...options }: ContactSheetOptions = {},
): Promise<Uint8Array> {
  return sheet(pictures.map(panelOf), { columns, enlarged: ENLARGED, ...options });
}

/** As `contactSheet`, into a file. */
export async function writeContactSheet(
  path: string,
  pictures: readonly Classified[],
  options?: ContactSheetOptions,
): Promise<void> {
  await writeAtomically(path, await contactSheet(pictures, options));
}

function panelOf(picture: Classified): Panel {
  const verdict = verdictOf(picture);
  const { mark, ...frame } = VERDICTS[verdict];
  const correction = verdict === 'wrong' ? `, is ${picture.truth}` : '';
  return {
    picture: picture.image,
    frame,
    lines: [
      { content: `${mark}${picture.prediction}`, colour: frame.colour, weight: 'bold' },
      {
        content: `${(100 * picture.probability).toFixed(1)} %${correction}`,
        colour: '#333333',
        weight: 'normal',
      },
    ],
  };
}

function verdictOf({ prediction, truth }: Classified): keyof typeof VERDICTS {
  if (truth === undefined) return 'unknown';
  return prediction === truth ? 'right' : 'wrong';
}
