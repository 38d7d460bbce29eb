import type { Grant, Secret } from "@testcar/core";

/** An access token, and what was said of it. */
export interface BearerGrant extends Grant {
  readonly accessToken: Secret;
  /** The scheme of the header Authorization that carries it. */
  readonly tokenType: "Bearer" | "DPoP";
  /** The scopes that were granted, with blanks between them; missing when nobody says. */
  readonly scope: string | undefined;
}

declare module "@testcar/core" {
  interface CredentialKinds {
    bearer: BearerGrant;
  }
}
