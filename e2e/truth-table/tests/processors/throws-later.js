export function misbehave(_context, _events, done) {
  setTimeout(() => {
    throw new Error("thrown out of sight");
  });
  done();
}
