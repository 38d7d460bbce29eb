/**
 * Gives the memory of bytes back at once. A collector looks at objects, and a piece of output is one small object that holds
 * 64 KiB: thousands of them would wait for it. Bytes that share their memory with others are left alone.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
