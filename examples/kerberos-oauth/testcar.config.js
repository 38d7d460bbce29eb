// JavaScript only because the servers of this example are elsewhere each time.
const { PRINCIPAL, KEYTAB, KRB5_CONFIG, ISSUER } = process.env;

export default {
  tests: "./tests",
  plugins: [
    "artillery-runner",
    ["kerberos", { principal: PRINCIPAL, keytab: KEYTAB, config: KRB5_CONFIG }],
    [
      "oauth",
      {
        issuer: ISSUER,
        clientId: "post-client",
        clientSecret: "${env:CLIENT_SECRET}",
        scope: "api:read",
        through: "kerberos",
      },
    ],
  ],
};
