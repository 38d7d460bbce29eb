/** All that the plugin takes from openid-client: `source.ts`, which needs it, is loaded when there is a token to get. */
export {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  type DPoPHandle,
  discovery,
  genericGrantRequest,
  getDPoPHandle,
  modifyAssertion,
  None,
  PrivateKeyJwt,
  ResponseBodyError,
  TlsClientAuth,
} from "openid-client";
