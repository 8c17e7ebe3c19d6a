import type { ImageProblem } from './image-problem';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
  ELOOP: 'its links lead in a circle',
};

/** Why the file system refuses the file of this name. */
export function refusal(
  { code = '', message }: NodeJS.ErrnoException,
  name: string,
): Pick<ImageProblem, 'kind' | 'reason'> {
  if (code === 'ENOENT' && !name.includes('\ufffd'))
    return { kind: 'missing', reason: 'there is no such file' };
  // A name that is not UTF-8 was read with replacements, and is no file's any more.
  const reason = code === 'ENOENT' ? 'its name is not valid UTF-8' : REASONS[code];
  return { kind: 'unreadable', reason: reason ?? `it can't be read: ${message}` };
}
