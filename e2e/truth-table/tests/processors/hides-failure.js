process.on("exit", () => {
  process.exitCode = 0;
});

export const config = {
  target: "{{ $env.SUT }}",
  phases: [{ duration: 1, arrivalCount: 2 }],
  plugins: { ensure: {} },
  ensure: { thresholds: [{ "http.response_time.max": 0 }] },
};

export const scenarios = [{ flow: [{ get: { url: "/ok" } }] }];
