process.exit(0);

export const config = { target: "{{ $env.SUT }}" };

export const scenarios = [{ flow: [{ get: { url: "/ok" } }] }];
