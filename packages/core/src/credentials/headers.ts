type Headers = Readonly<Record<string, string>>;

/** Tells whether a request was sent with these headers, whatever else it had. */
export function holdsHeaders(sent: Headers, headers: Headers): boolean {
  const byName = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(headers).every(([name, value]) => byName.get(name.toLowerCase()) === value);
}
