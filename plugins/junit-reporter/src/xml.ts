import { stripVTControlCharacters } from "node:util";

/** Markup that needs no escaping any more. */
export interface Xml {
  readonly markup: string;
}

// What XML 1.0 does not allow, however it is written (https://www.w3.org/TR/xml/#charsets); lone surrogates as well.
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser makes spaces or line feeds of these.
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
};

const entity = (character: string): string => ENTITIES[character] ?? character;

// Colours first: without their escape character, the rest of them would be left over as text.
const allowed = (value: string): string => stripVTControlCharacters(value).replace(NOT_XML, "\ufffd");

/** Text as content of an element. Colours are taken out; what XML cannot hold becomes U+FFFD. */
export const text = (value: string): Xml => ({ markup: allowed(value).replace(/[&<>\r]/g, entity) });

const attribute = (value: string): string => allowed(value).replace(/[&<>"\r\n\t]/g, entity);

/** An element. Attributes without a value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly Xml[] = [],
): Xml {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const start = [name, ...given.map(([key, value]) => `${key}="${attribute(String(value))}"`)].join(" ");
  if (children.length === 0) return { markup: `<${start}/>` };
  return { markup: `<${start}>${children.map(({ markup }) => markup).join("")}</${name}>` };
}

/** An element that holds only others, one a line. */
export const parent = (
  name: string,
  attributes: Parameters<typeof element>[1],
  children: readonly Xml[],
): Xml =>
  element(
    name,
    attributes,
    children.length === 0
      ? []
      : [{ markup: "\n" }, ...children.map(({ markup }) => ({ markup: `${markup}\n` }))],
  );

/** The whole of a file. */
export const document = ({ markup }: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${markup}\n`;
