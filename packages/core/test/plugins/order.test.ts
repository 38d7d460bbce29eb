import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { orderPlugins } from "../../src/plugins/order.ts";

const plugin = (name: string, needs: readonly string[] = [], provides: readonly string[] = []) => ({
  plugin: { name },
  needs,
  provides,
});

const names = (plugins: ReturnType<typeof plugin>[]): readonly string[] =>
  orderPlugins(plugins).ordered.map(({ plugin: { name } }) => name);

describe("plugins come in an order in which each finds the credentials that it needs", () => {
  it("along a chain", () => {
    const oauth = plugin("oauth", ["kerberos"], ["token"]);
    const runner = plugin("runner", ["token"]);
    const kerberos = plugin("kerberos", [], ["kerberos"]);
    expect(names([runner, oauth, kerberos])).toEqual(["kerberos", "oauth", "runner"]);
  });

  it("and otherwise in the order of the configuration", () => {
    expect(
      names([plugin("c"), plugin("a"), plugin("b", ["x"]), plugin("x", [], ["x"]), plugin("d")]),
    ).toEqual(["c", "a", "x", "b", "d"]);
  });

  it("with two instances of one provider", () => {
    const first = plugin("oauth", [], ["first"]);
    const second = plugin("oauth", ["first"], ["second"]);
    expect(orderPlugins([second, first])).toEqual({ ordered: [first, second], problems: [] });
  });

  it("always, when there is one", () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (needs, shuffle) => {
        // Each needs only some of those before it; then they are put in any order.
        const plugins = needs
          .map((of, index) =>
            plugin(`p${index}`, index === 0 ? [] : of.map((place) => `c${place % index}`), [`c${index}`]),
          )
          .map((entry) => ({ entry, key: shuffle.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const { ordered, problems } = orderPlugins(plugins);
        expect(problems).toEqual([]);
        expect(new Set(ordered)).toEqual(new Set(plugins));
        const provided = new Set<string>();
        for (const { needs: own, provides } of ordered) {
          for (const credential of own) expect(provided).toContain(credential);
          for (const credential of provides) provided.add(credential);
        }
      }),
    );
  });
});

describe("plugins that no order helps are told", () => {
  const problemOf = (...plugins: ReturnType<typeof plugin>[]) =>
    orderPlugins(plugins).problems.map(({ code, message }) => `${code}: ${message}`);

  it("when they wait for one another, with the whole circle", () => {
    expect(
      problemOf(
        plugin("z", ["a"]),
        plugin("a", ["b"], ["a"]),
        plugin("b", ["c"], ["b"]),
        plugin("c", ["a"], ["c"]),
      ),
    ).toEqual(["TESTCAR_PLUGIN_CYCLE: These plugins wait for one another: a → b → c → a"]);
  });

  it("when one waits for itself", () => {
    expect(problemOf(plugin("a", ["a"], ["a"]))).toEqual([
      "TESTCAR_PLUGIN_CYCLE: These plugins wait for one another: a → a",
    ]);
  });

  it("when nobody provides what one needs, with what there is", () => {
    expect(problemOf(plugin("oauth", ["kerberos"]), plugin("basic", [], ["basic"]))).toEqual([
      "TESTCAR_PLUGIN_PROVIDER_MISSING: The plugin oauth needs the credential kerberos; provided are basic",
    ]);
  });

  it("when two provide the same", () => {
    expect(problemOf(plugin("oauth", [], ["token"]), plugin("basic", [], ["token"]))).toEqual([
      "TESTCAR_PLUGIN_PROVIDER_TWICE: The plugins oauth and basic both provide the credential token",
    ]);
  });
});
