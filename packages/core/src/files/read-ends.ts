import { type FileHandle, open } from "node:fs/promises";

const LINE_FEED = 0x0a;

/** How much of each end is wanted at most, in bytes. */
export interface Ends {
  readonly head: number;
  readonly tail: number;
}

async function read(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

// Whole lines, if there is a line's end; else whole characters.
function headOf(bytes: Uint8Array): Uint8Array {
  const lineEnd = bytes.lastIndexOf(LINE_FEED);
  if (lineEnd !== -1) return bytes.subarray(0, lineEnd + 1);
  let end = bytes.length;
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  const lead = bytes[end - 1] ?? 0;
  return bytes.subarray(0, lead < 0x80 ? bytes.length : end - 1);
}

function tailOf(bytes: Uint8Array): Uint8Array {
  const lineEnd = bytes.indexOf(LINE_FEED);
  if (lineEnd !== -1 && lineEnd + 1 < bytes.length) return bytes.subarray(lineEnd + 1);
  let start = 0;
  while (start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/**
 * Reads the first and the last of a file, for example of what a test printed (`TestReport.output.file`, which is masked), and
 * says between them how much is left out. Lines and characters stay whole.
 *
 * @throws the error of the system.
 */
export async function readEnds(path: string, { head, tail }: Ends): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size <= head + tail) return textOf(await read(file, 0, size));
    const first = headOf(await read(file, 0, head));
    const last = tailOf(await read(file, size - tail, tail));
    const omitted = size - first.length - last.length;
    const lineEnd = first.at(-1) === LINE_FEED || first.length === 0 ? "" : "\n";
    return `${textOf(first)}${lineEnd}[${omitted} bytes are left out here]\n${textOf(last)}`;
  } finally {
    await file.close();
  }
}
