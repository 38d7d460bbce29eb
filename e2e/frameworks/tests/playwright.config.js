export default {
  use: {
    baseURL: process.env.TESTCAR_TARGET,
    extraHTTPHeaders: { "x-session": process.env.SESSION },
    // Debian's browser; in a container, its own sandbox needs rights that a pod does not have.
    launchOptions: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
};
