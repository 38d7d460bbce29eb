export function misbehave() {
  process.kill(process.pid, "SIGHUP");
}
