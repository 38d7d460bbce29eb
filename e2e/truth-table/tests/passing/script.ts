interface Phase {
  readonly duration: number;
  readonly arrivalCount: number;
}

const phases: readonly Phase[] = [{ duration: 1, arrivalCount: 2 }];

export const config = { target: "{{ $env.SUT }}", phases };

export const scenarios = [{ name: "asks", flow: [{ get: { url: "/ok" } }] }];
