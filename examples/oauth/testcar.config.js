export default {
  tests: "./tests",
  plugins: [
    "artillery-runner",
    [
      "oauth",
      {
        // JavaScript only because the servers of this example are on other ports each time.
        issuer: process.env.ISSUER,
        clientId: "basic-client",
        clientSecret: "${env:CLIENT_SECRET}",
        scope: "api:read",
      },
    ],
  ],
};
