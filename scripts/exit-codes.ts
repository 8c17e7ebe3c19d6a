/** Stopped by a signal; can be resumed. */
export const INTERRUPTED = 130;

/** Another process is at it; as sysexits.h has it for what may be tried again later. */
export const IN_USE = 75;
