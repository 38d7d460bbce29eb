/** A credential that every request to the target carries. */
export default {
  name: "session",
  apiVersion: 1,
  provides: () => ["session"],
  apply({ hooks }) {
    hooks.preflight.tapPromise("session", async ({ provide }) => {
      await provide({
        id: "session",
        kind: "session",
        obtain: async ({ secret }) => ({ token: secret("session-of-the-sea", "the session") }),
        authorize: async ({ token }) => ({ headers: { "x-session": token.reveal() }, isReusable: true }),
      });
    });
  },
};
