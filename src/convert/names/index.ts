import { ConvzooError } from '../../errors';
import { suggestion } from '../../suggest';
import { ALEXNET } from './alexnet';
import { CIRESAN } from './ciresan';
import { ENET } from './enet';
import { FRACTALNET } from './fractalnet';
import { GOOGLENET } from './googlenet';
import { INCEPTION_V2 } from './inception-v2';
import { INCEPTION_V3 } from './inception-v3';
import { MAXOUT } from './maxout';
import { INCEPTION_RESNET } from './inception-resnet';
import { INCEPTION_V4 } from './inception-v4';
import type { NameMap } from './name-map';
import { NIN } from './nin';
import { EFFNET } from './effnet';
import { GHOSTNET } from './ghostnet';
import { MOBILENET } from './mobilenet';
import { SHUFFLENET } from './shufflenet';
import { OVERFEAT } from './overfeat';
import { RESNET } from './resnet';
import { SQUEEZENET } from './squeezenet';
import { VGG } from './vgg';
import { XCEPTION } from './xception';

const MAPS: Record<string, Record<string, NameMap>> = {
  maxout: MAXOUT,
  nin: NIN,
  squeezenet: SQUEEZENET,
  enet: ENET,
  googlenet: GOOGLENET,
  inception_v2: INCEPTION_V2,
  inception_v3: INCEPTION_V3,
  fractalnet: FRACTALNET,
  alexnet: ALEXNET,
  ciresan: CIRESAN,
  overfeat: OVERFEAT,
  inception_resnet: INCEPTION_RESNET,
  inception_v4: INCEPTION_V4,
  resnet: RESNET,
  vgg: VGG,
  xception: XCEPTION,
  effnet: EFFNET,
  ghostnet: GHOSTNET,
  mobilenet: MOBILENET,
  shufflenet: SHUFFLENET,
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
