import { ConvzooError } from '../errors';

/** The loss of a training became infinite or no number. */
export class DivergedError extends ConvzooError {}
