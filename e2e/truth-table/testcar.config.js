// The configuration that the truth table is run with: what a script needs to reach its service, and a small heap, so that
// the script that exhausts its memory does so in seconds.
export default {
  tests: "./tests",
  plugins: [
    [
      "artillery-runner",
      { env: { SUT: process.env.TRUTH_TABLE_SUT, SUT_WS: process.env.TRUTH_TABLE_SUT_WS }, memoryMiB: 256 },
    ],
  ],
  environment: "staging",
  concurrency: 2,
  testTimeout: "60s",
};
