/** Tells an address of this machine, which nobody else can listen to. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname);

/** Tells an http URL on which a secret could be read on its way. */
export const isInsecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "http:" && !isLoopback(hostname);

/** A URL as messages show it: scheme, host and path. */
export const shown = (url: URL | string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

/** Tells scheme, host and port without anything else. */
export const isOrigin = (text: string): boolean =>
  URL.canParse(text) &&
  /^https?:$/.test(new URL(text).protocol) &&
  new URL(text).href === `${new URL(text).origin}/`;
