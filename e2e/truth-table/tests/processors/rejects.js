export async function misbehave() {
  throw new Error("rejected by the processor");
}
