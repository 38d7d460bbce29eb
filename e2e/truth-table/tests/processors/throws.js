export function misbehave() {
  throw new Error("thrown by the processor");
}
