export function misbehave(_context, _events, done) {
  done(new Error("given by the processor"));
}
