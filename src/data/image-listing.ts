import type { ImageProblem } from './image-problem';

/** Parts of the data that a folder may hold each for itself. */
export const PARTS = ['train', 'validation', 'test'] as const;
export type Part = (typeof PARTS)[number];

/** Something of each part that there is. */
export interface PerPart<T> {
  train: T;
  validation?: T;
  test?: T;
}

/** A file that is said to be an image of a class. */
export interface LabelledFile {
  path: string;
  /** As it is called below the folder, or in the CSV. */
  name: string;
  className: string;
  /** That it lies in, if the folder has parts. */
  part: Part | undefined;
}

/** What a folder or a CSV says it holds, before any file was opened. */
export interface Listing {
  /** Sorted. */
  classes: string[];
  /** Parts that it holds each for itself; none where it holds classes. */
  parts: Part[];
  files: LabelledFile[];
  /** Files that aren't there, and what is named like an image and is no file. */
  problems: ImageProblem[];
  /** Files and folders that are no part of the data: not named like images, or outside of the classes. */
  ignored: string[];
}
