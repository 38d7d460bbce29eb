// oidc-provider has no types of its own: what the test servers use of it.

declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  /** A token request while it is served. */
  export interface TokenContext {
    readonly req: IncomingMessage;
    readonly path: string;
    status: number;
    body: unknown;
    readonly state: Record<string, unknown>;
    readonly oidc: {
      readonly params?: Record<string, string | undefined>;
      readonly client?: { readonly clientId: string };
    };
  }

  export type Middleware = (context: TokenContext, next: () => Promise<void>) => Promise<void>;

  export class Provider {
    constructor(issuer: string, configuration: object);
    proxy: boolean;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: Middleware): void;
    on(event: "server_error", listener: (context: unknown, error: Error) => void): void;
    registerGrantType(
      name: string,
      handler: (context: TokenContext) => Promise<void>,
      parameters: readonly string[],
      duplicates?: readonly string[],
    ): void;
  }

  export const errors: {
    readonly InvalidGrant: new (detail: string) => Error;
    readonly InvalidRequest: new (description: string) => Error;
    readonly InvalidTarget: new (description: string) => Error;
  };
}

declare module "oidc-provider/lib/adapters/memory_adapter.js" {
  export function createMemoryAdapter(clockToleranceSeconds: number): (model: string) => object;
}

declare module "oidc-provider/lib/actions/grants/client_credentials.js" {
  import type { Provider, TokenContext } from "oidc-provider";
  export function handler(provider: Provider, helpers: object, context: TokenContext): Promise<void>;
}

declare module "oidc-provider/lib/helpers/grants.js" {
  const helpers: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  export = helpers;
}
