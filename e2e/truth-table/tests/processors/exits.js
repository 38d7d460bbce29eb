export function misbehave() {
  process.exit(0);
}
