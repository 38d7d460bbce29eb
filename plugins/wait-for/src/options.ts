import { durationSchema } from "@testcar/core";
import * as v from "valibot";

/** Status codes from the first to the second, both included. */
export type StatusRange = readonly [number, number];

const A_STATUS = "Expected a status code like 200, a range like 200-299, or a class like 2xx";

function rangeOf(value: string | number): StatusRange | undefined {
  const [, first, last] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(String(value)) ?? [];
  if (first !== undefined) {
    const range: StatusRange = [Number(first), Number(last ?? first)];
    return range[0] <= range[1] ? range : undefined;
  }
  const [, hundreds] = /^([1-5])xx$/.exec(String(value)) ?? [];
  return hundreds === undefined ? undefined : [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
}

const statusOne = v.pipe(
  v.union([v.number(), v.string()], A_STATUS),
  v.check((value) => rangeOf(value) !== undefined, A_STATUS),
  v.transform((value): StatusRange => rangeOf(value) ?? [0, 0]),
);

/** A value, or a list of values: each problem is told where it is. */
const oneOrMore = <Output>(one: v.GenericSchema<unknown, Output>) =>
  v.lazy(
    (input): v.GenericSchema<unknown, readonly Output[]> =>
      Array.isArray(input)
        ? v.pipe(v.array(one), v.minLength(1, "Expected at least one"))
        : v.pipe(
            one,
            v.transform((value): readonly Output[] => [value]),
          ),
  );

const isUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const address = v.pipe(
  v.string(),
  v.check(
    (value) => /^\/(?!\/)/.test(value) || isUrl(value),
    "Expected a path like /ready, which is that of the target, or a URL like http://127.0.0.1:8080/ready",
  ),
  v.check((value) => {
    const { username, password, hash } = new URL(value, "http://target");
    return username + password + hash === "";
  }, "Expected a URL without user name, password and fragment: it is shown to everybody"),
);

const CREDENTIALS = /^(authorization|proxy-authorization|cookie)$/i;

const headers = v.record(
  v.pipe(
    v.string(),
    v.regex(/^[\w!#$%&'*+.^`|~-]+$/, "Expected the name of a header"),
    v.check(
      (name) => !CREDENTIALS.test(name),
      "Expected a header without a secret: what is ready says so to everybody, and what it says to a client is for a test",
    ),
  ),
  v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]*$/, "Expected a value of printable ASCII characters")),
);

const httpObject = v.strictObject({
  url: address,
  method: v.optional(v.picklist(["GET", "HEAD", "OPTIONS", "POST"]), "GET"),
  status: v.optional(oneOrMore(statusOne), "2xx"),
  headers: v.optional(headers, {}),
});

/** One HTTP condition. */
export type HttpOptions = v.InferOutput<typeof httpObject>;

const httpOne = v.lazy(
  (input): v.GenericSchema<unknown, HttpOptions> =>
    typeof input === "string"
      ? v.pipe(
          address,
          v.transform((url): HttpOptions => ({ url, method: "GET", status: [[200, 299]], headers: {} })),
        )
      : httpObject,
);

const A_PORT = "Expected a port, or host and port like 127.0.0.1:5432 or [::1]:5432";

/** Host and port. */
export interface TcpOptions {
  readonly host: string;
  readonly port: number;
}

function endpointOf(value: string | number): TcpOptions | undefined {
  const [, host = "127.0.0.1", port] =
    /^(?:(\[[\da-f:.]+\]|[^\s:/[\]]+):)?(\d{1,5})$/i.exec(String(value)) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return isPort ? { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) } : undefined;
}

const tcpOne = v.pipe(
  v.union([v.number(), v.string()], A_PORT),
  v.check((value) => endpointOf(value) !== undefined, A_PORT),
  v.transform((value): TcpOptions => endpointOf(value) ?? { host: "", port: 0 }),
);

const fileOne = v.pipe(v.string(), v.minLength(1, "Expected the path of a file"));

const argv = v.pipe(
  v.array(v.string(), "Expected a list: the program, then its arguments; there is no shell"),
  v.check(([program = ""]) => program !== "", "Expected at least a program"),
);

const commands = v.pipe(
  v.lazy(
    (input): v.GenericSchema<unknown, string[] | string[][]> =>
      Array.isArray(input) && Array.isArray(input[0]) ? v.array(argv) : argv,
  ),
  v.title("list of string, or list of such lists"),
  v.description(
    "Ends with exit code 0: the program and its arguments, run without a shell in the directory of the configuration, and again until then.",
  ),
  v.transform((value): readonly (readonly string[])[] =>
    value.every((part) => typeof part !== "string") ? value : [value.map(String)],
  ),
);

/** Names of the meshes whose proxies are known. */
export const meshes = ["istio", "linkerd"] as const;

/** What the configuration may say of this plugin. */
export const optionsSchema = v.strictObject({
  http: v.optional(
    v.pipe(
      oneOrMore(httpOne),
      v.title("string, object, or list of them"),
      v.description(
        "Answers with a status that is good. A path of the target, or a URL; or url, method (GET, HEAD, OPTIONS or POST; default GET), status (200, 200-299, 2xx, or a list; default 2xx) and headers, which hold no secrets. Redirects are not followed.",
      ),
    ),
  ),
  tcp: v.optional(
    v.pipe(
      oneOrMore(tcpOne),
      v.title("string, integer, or list of them"),
      v.description("Accepts connections: host:port, or a port of this pod."),
    ),
  ),
  file: v.optional(
    v.pipe(
      oneOrMore(fileOne),
      v.title("string, or list of them"),
      v.description("Is there: a path, relative to the configuration."),
    ),
  ),
  command: v.optional(commands),
  mesh: v.optional(
    v.pipe(
      v.picklist(meshes),
      v.description("The service mesh whose proxy in this pod has to be ready: nothing gets out before."),
    ),
  ),
  deadline: v.optional(
    durationSchema("How long everything together may take: milliseconds, or a text like 90s. Default: 60s"),
    "60s",
  ),
});

/** Validated options. */
export type WaitForOptions = v.InferOutput<typeof optionsSchema>;
