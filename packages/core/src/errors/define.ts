import { TestcarError } from "./error.ts";
import type { ErrorExitCode } from "./exit-codes.ts";

/** How one kind of error is described: for whoever meets it, and for the reference. */
export interface ErrorDefinition<Data> {
  /** What the process exits with because of it. */
  readonly exitCode: ErrorExitCode;
  /** When it happens, in a sentence; the reference and `testcar explain` start with it. */
  readonly summary: string;
  /** What is wrong, and where. */
  readonly message: (data: Data) => string;
  /** What to do next. */
  readonly hint: (data: Data) => string;
  /** Data to show the message with in the reference. */
  readonly example: Data;
}

/** A kind of error as the reference and `testcar explain` show it. */
export interface ErrorDescription {
  /** `TESTCAR_<AREA>_<PROBLEM>`. */
  readonly code: string;
  /** What the process exits with because of it. */
  readonly exitCode: ErrorExitCode;
  /** When it happens, in a sentence. */
  readonly summary: string;
  /** The message and the hint, made from the definition's example. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

/** Makes one error of its kind. `cause` is kept for debugging and never printed. */
export type ErrorFactory<Data> = ((data: Data, cause?: unknown) => TestcarError) & {
  readonly code: string;
  describe(): ErrorDescription;
};

/** Any definition, whatever its data. */
type AnyErrorDefinition = Omit<ErrorDefinition<never>, "example"> & { readonly example: unknown };

/** A catalogue: an error factory per problem. */
export type ErrorCatalogue<Definitions> = {
  readonly [Problem in keyof Definitions]: Definitions[Problem] extends ErrorDefinition<infer Data>
    ? ErrorFactory<Data>
    : never;
};

/** A helper that keeps the type of each definition's data. */
export const describeError = <Data>(definition: ErrorDefinition<Data>): ErrorDefinition<Data> => definition;

function makeFactory<Data>(code: string, definition: ErrorDefinition<Data>): ErrorFactory<Data> {
  const { exitCode, summary, example } = definition;
  const make = (data: Data, cause?: unknown): TestcarError =>
    new TestcarError({
      code,
      message: definition.message(data),
      hint: definition.hint(data),
      exitCode,
      cause,
    });
  const describe = (): ErrorDescription => ({
    code,
    exitCode,
    summary,
    message: definition.message(example),
    hint: definition.hint(example),
  });
  return Object.assign(make, { code, describe });
}

/**
 * Defines the errors of an area: `defineErrors("OAUTH", { REFUSED: describeError<{ url: string }>({ … }) })` gives
 * `errors.REFUSED({ url })`, whose code is `TESTCAR_OAUTH_REFUSED`.
 *
 * @param area - Upper-case name of the area; a plugin takes its own name.
 * @param definitions - Problem (upper case) to its description.
 * @example
 * ```ts
 * const errors = defineErrors("SOAP", {
 *   NO_WSDL: describeError<{ url: string }>({
 *     exitCode: exitCodes.runner,
 *     summary: "The service description cannot be read.",
 *     message: ({ url }) => `No WSDL at ${url}`,
 *     hint: () => "Check the option wsdl.",
 *     example: { url: "http://127.0.0.1/?wsdl" },
 *   }),
 * });
 * throw errors.NO_WSDL({ url });
 * ```
 */
export function defineErrors<const Definitions extends Record<string, AnyErrorDefinition>>(
  area: string,
  definitions: Definitions,
): ErrorCatalogue<Definitions> {
  const factories: Record<string, unknown> = {};
  for (const [problem, definition] of Object.entries(definitions)) {
    factories[problem] = makeFactory(`TESTCAR_${area}_${problem}`, definition as ErrorDefinition<unknown>);
  }
  return factories as ErrorCatalogue<Definitions>;
}
