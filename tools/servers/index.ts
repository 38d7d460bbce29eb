/** Real servers on loopback, for tests and examples of credentials. See README.md. */
export { type Apache, type ApacheOptions, startApache } from "./apache.ts";
export * as behaviours from "./behaviours.ts";
export { type BlackHole, closedPort, startBlackHole } from "./black-hole.ts";
export { type Certificate, type Certificates, createCertificates } from "./certificates.ts";
export { requirePackages } from "./debian.ts";
export { faketimeEnvironment } from "./faketime.ts";
export { type HttpServer, listen, type Tls } from "./http.ts";
export {
  type IssuedTicket,
  type Kdc,
  type KdcOptions,
  type KinitSettings,
  type Principal,
  type PrincipalSettings,
  startKdc,
} from "./kdc.ts";
export { krb5Conf } from "./krb5-conf.ts";
export {
  type MisbehavingOptions,
  type MisbehavingTokenEndpoint,
  startMisbehavingTokenEndpoint,
} from "./misbehaving.ts";
export {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
  type TokenRequest,
} from "./oidc.ts";
export { FORBIDDEN_SCOPE, type RegisteredClients, SCOPES, type SecretClient } from "./oidc-clients.ts";
export { JWT_BEARER, TOKEN_EXCHANGE, type TrustedIssuer } from "./oidc-grants.ts";
export { freePort } from "./ports.ts";
export { type Ended, execute } from "./processes.ts";
export type { SeenRequest } from "./seen.ts";
export { type SpnegoSut, startSpnegoSut } from "./spnego-sut.ts";
export { AUDIENCE, type Sut, type SutOptions, startSut } from "./sut.ts";
export {
  type ProtectedTokenService,
  type ProtectedTokenServiceOptions,
  startProtectedTokenService,
} from "./token-service.ts";
