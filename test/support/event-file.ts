import { parse } from 'protobufjs';

/** The fields of TensorFlow's Event (tensorflow/core/util/event.proto and framework/summary.proto) that scalars need. */
const { root } = parse(`
  syntax = "proto3";
  message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
  message Summary { repeated Value value = 1; }
  message Value { string tag = 1; float simple_value = 2; }
`);

export interface ScalarEvent {
  tag: string;
  step: number;
  value: number;
}

/** The scalars of a file of events, in its order. Throws where a length, a checksum or the first event is wrong. */
export function scalarsIn(file: Uint8Array): ScalarEvent[] {
  const type = root.lookupType('Event');
  const [version, ...events] = recordsIn(file).map((record) =>
    type.toObject(type.decode(record), { longs: Number, defaults: true }),
  );
  if (version?.['fileVersion'] !== 'brain.Event:2') throw new Error('it does not begin with its version');
  return events.flatMap(({ step, summary }) => {
    const { value } = summary as { value: { tag: string; simpleValue: number }[] };
    return value.map(({ tag, simpleValue }) => ({ tag, step: step as number, value: simpleValue }));
  });
}

/** TFRecord: the length in 8 bytes and its checksum, the content and its checksum. */
function recordsIn(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at < file.length) {
    const length = Number(view.getBigUint64(at, true));
    checkSum(file.subarray(at, at + 8), view.getUint32(at + 8, true));
    const content = file.subarray(at + 12, at + 12 + length);
    checkSum(content, view.getUint32(at + 12 + length, true));
    records.push(content);
    at += 16 + length;
  }
  return records;
}

function checkSum(content: Uint8Array, masked: number): void {
  const crc = crc32c(content);
  const expected = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  if (masked !== expected) throw new Error(`checksum ${masked}, expected ${expected}`);
}

/** Castagnoli's, bit by bit. */
function crc32c(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
