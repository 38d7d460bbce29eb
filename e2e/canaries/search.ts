// Finds a secret in whatever somebody may read: as it is, encoded, and in pieces.

/** Something that nobody may find. */
export interface Canary {
  readonly name: string;
  /** Bytes count as characters of Latin-1. */
  readonly value: string;
}

/** What somebody may read. */
export interface Evidence {
  readonly place: string;
  readonly text: string;
}

/** So much of a secret in one piece is a leak: no ordinary text has it by chance. */
const PIECE = 12;

/** Base64 depends on how many bytes stand before: each of the three forms without what its neighbours are part of. */
const base64 = (value: string): readonly string[] =>
  ["", "_", "__"].flatMap((before) => {
    const whole = Buffer.from(before + value, "latin1");
    return [whole.toString("base64"), whole.toString("base64url")].map((text) =>
      text.slice(before === "" ? 0 : 4, -4),
    );
  });

const forms = (value: string): readonly string[] => [
  value,
  ...base64(value),
  encodeURIComponent(value),
  JSON.stringify(value).slice(1, -1),
  Buffer.from(value, "latin1").toString("hex"),
];

/** Pieces so close to one another that nothing of half as much again slips between them. */
function pieces(value: string): readonly string[] {
  const all = new Set<string>();
  for (const form of forms(value)) {
    if (form.length < PIECE) continue;
    for (let at = 0; at + PIECE <= form.length; at += PIECE / 2) all.add(form.slice(at, at + PIECE));
    all.add(form.slice(-PIECE));
  }
  return [...all];
}

/** Where a canary is found: `stdout: the client's secret`. Goes through each text once, however many canaries there are. */
export function search(evidence: readonly Evidence[], canaries: readonly Canary[]): readonly string[] {
  const owners = new Map<string, string>();
  for (const { name, value } of canaries) {
    if (value.length < 2 * PIECE) throw new Error(`${name} is too short to be searched for`);
    for (const piece of pieces(value)) owners.set(piece, name);
  }
  const found = new Set<string>();
  for (const { place, text } of evidence) {
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      const name = owners.get(text.slice(at, at + PIECE));
      if (name !== undefined) found.add(`${place}: ${name}`);
    }
  }
  return [...found];
}
