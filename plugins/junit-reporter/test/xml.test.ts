import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { document, element, parent, text } from "../src/xml.ts";
import { wellFormed } from "./xmllint.ts";

test("an element has its attributes and its content, escaped", () => {
  const { markup } = element("a", { b: '<"&">\n\t', c: 1, d: undefined }, [text("<&>\r\n]]>")]);
  expect(markup).toBe('<a b="&lt;&quot;&amp;&quot;&gt;&#10;&#9;" c="1">&lt;&amp;&gt;&#13;\n]]&gt;</a>');
});

test("one without content is closed at once", () => {
  expect([element("a", {}).markup, parent("a", {}, []).markup]).toEqual(["<a/>", "<a/>"]);
});

test("colours are taken out, and what XML does not allow is replaced", () => {
  expect(text("\u001b[31mred\u001b[0m \u0000\u0008\ufffe\ud800 \u{1f600}").markup).toBe(
    "red ����\u0020\u{1f600}",
  );
});

test("whatever a test printed, the document is well-formed and says it", () => {
  const any = fc.string({ unit: "binary", maxLength: 40 });
  const documents = fc
    .sample(fc.tuple(any, any), 300)
    .map(([value, content]) => document(element("a", { value }, [text(content)])));
  // One process for all of them.
  expect(
    wellFormed(
      document(
        parent(
          "all",
          {},
          documents.map((each) => ({ markup: each.split("?>\n")[1] ?? "" })),
        ),
      ),
    ),
  ).toBe("");
});
