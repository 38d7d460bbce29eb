export function misbehave(_context, _events, done) {
  const hoard = [];
  for (let size = 0; size < 1e9; size++) hoard.push({ size });
  done();
}
