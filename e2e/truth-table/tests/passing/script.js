export const config = { target: "{{ $env.SUT }}", phases: [{ duration: 1, arrivalCount: 2 }] };

export const scenarios = [{ name: "asks", flow: [{ get: { url: "/ok" } }] }];
