import type { HttpOptions, TcpOptions, WaitForOptions } from "./options.ts";

/** One thing that the options want to be waited for. */
export type Wish =
  | { readonly kind: "target" }
  | { readonly kind: "http"; readonly options: HttpOptions }
  | { readonly kind: "tcp"; readonly options: TcpOptions }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  | { readonly kind: "mesh"; readonly mesh: NonNullable<WaitForOptions["mesh"]> };

/** Takes the options apart. Whoever names nothing waits until the target accepts connections. */
export function wishesOf(options: WaitForOptions): readonly Wish[] {
  const { http = [], tcp = [], file = [], command = [], mesh } = options;
  const wishes: readonly Wish[] = [
    ...(mesh === undefined ? [] : [{ kind: "mesh" as const, mesh }]),
    ...http.map((each) => ({ kind: "http" as const, options: each })),
    ...tcp.map((each) => ({ kind: "tcp" as const, options: each })),
    ...file.map((path) => ({ kind: "file" as const, path })),
    ...command.map((argv) => ({ kind: "command" as const, argv })),
  ];
  return wishes.length === 0 ? [{ kind: "target" }] : wishes;
}
