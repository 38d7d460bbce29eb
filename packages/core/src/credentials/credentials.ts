/** Something a client needs to be let in, obtained in preflight. */
export interface Credential {
  /** What other plugins and the configuration call it. */
  readonly id: string;
}

/** The credentials of one run: providers put them in, whoever needs one takes it out. */
export interface Credentials {
  /** Keeps a credential under its id, in place of an earlier one. */
  provide(credential: Credential): void;
  /** The credential, if its provider has got it. */
  get(id: string): Credential | undefined;
}

/** Makes an empty store. */
export function createCredentials(): Credentials {
  const store = new Map<string, Credential>();
  return {
    provide: (credential) => void store.set(credential.id, credential),
    get: (id) => store.get(id),
  };
}
