const TEXT = "#cdd9e5";

/** Colours of a dark terminal, by the numbers of their escape sequences. */
const COLOURS: Readonly<Record<number, string>> = {
  39: TEXT,
  31: "#f47067",
  32: "#57ab5a",
  33: "#c69026",
  36: "#39c5cf",
  90: "#768390",
};
const BACKGROUND = "#1c2128";

const COLUMN = 8.4;
const LINE = 19;
const MARGIN = 16;

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(" ", "\u00a0");

interface Style {
  colour: string;
  isBold: boolean;
  isDim: boolean;
}

const plain: Style = { colour: TEXT, isBold: false, isDim: false };

function change(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  return { ...style, colour: COLOURS[code] ?? style.colour };
}

const ESCAPE = "\u001b";

/** A screen with its escape sequences, as tmux gives it, as a picture. */
export function svgOf(screen: string, columns: number, title: string): string {
  const lines = screen.split("\n");
  const width = Math.ceil(columns * COLUMN + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  let style = plain;
  const texts = lines.map((line, row) => {
    let column = 0;
    const spans = line.split(new RegExp(`${ESCAPE}\\[([\\d;]*)m`)).map((part, index) => {
      if (index % 2 === 1) {
        for (const code of part.split(";")) style = change(style, Number(code));
        return "";
      }
      const x = MARGIN + column * COLUMN;
      // None of these screens has a character that takes another number of columns.
      column += part.length;
      if (part.trim() === "") return "";
      const weight = style.isBold ? ' font-weight="bold"' : "";
      const opacity = style.isDim ? ' opacity="0.65"' : "";
      const length = (part.length * COLUMN).toFixed(1);
      return `<tspan x="${x.toFixed(1)}" textLength="${length}" fill="${style.colour}"${weight}${opacity}>${escapeXml(part)}</tspan>`;
    });
    return `<text y="${MARGIN + (row + 1) * LINE - 5}">${spans.join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>${title}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
${texts.join("\n")}
</svg>
`;
}
