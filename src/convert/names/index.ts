import { ConvzooError } from '../../errors';
import { suggestion } from '../../suggest';
import type { NameMap } from './name-map';
import { RESNET } from './resnet';
import { SQUEEZENET } from './squeezenet';
import { VGG } from './vgg';
import { XCEPTION } from './xception';

const MAPS: Record<string, Record<string, NameMap>> = {
  squeezenet: SQUEEZENET,
  resnet: RESNET,
  vgg: VGG,
  xception: XCEPTION,
};

/**
 * How another implementation names the weights of a family: `nameMap('resnet', 'torchvision')`.
 *
 * @throws ConvzooError where none is known, with those that are
 */
export function nameMap(family: string, reference: string): NameMap {
  const maps = MAPS[family] ?? {};
  const map = maps[reference];
  if (map !== undefined) return map;
  const known = Object.keys(maps);
  throw new ConvzooError(
    `the names of ${family} in '${reference}' are not known${suggestion(reference, known)}; ` +
      `known are: ${known.join(', ') || 'none'}`,
  );
}
