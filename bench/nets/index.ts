import { ConvzooError } from '../../src/errors';
import { suggestion } from '../../src/suggest';
import type { Net } from './layers';
import { lenet5, tutorialLenet } from './lenet';
import { resnet20, resnet50 } from './resnet';
import { mobilenet, shufflenet, squeezenet } from './small';
import { vgg16 } from './vgg';

export type { Net } from './layers';

/** Made when asked for: some read the zoo. */
const NETS: Record<string, () => Net> = {
  lenet5,
  'tutorial-lenet': tutorialLenet,
  resnet20,
  vgg16,
  squeezenet,
  mobilenet,
  shufflenet,
  resnet50,
};

/** @throws ConvzooError for an unknown name */
export function netOf(name: string): Net {
  const make = NETS[name];
  if (make !== undefined) return make();
  const names = Object.keys(NETS);
  throw new ConvzooError(
    `unknown model '${name}'${suggestion(name, names)}; the models are ${names.join(', ')}`,
  );
}
