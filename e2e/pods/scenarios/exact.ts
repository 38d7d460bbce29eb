// The image as the guide has it, without Artillery: minutes, so with TESTCAR_PODS_ALL=1 only.
import { expect } from "@jest/globals";
import { agentImage } from "../images.ts";
import { configured, play } from "../manifest.ts";
import { canariesOf, config, expectNoSecret, finished, images, inPod, isWhole, newSecret } from "../suite.ts";

const oauth = {
  tokenEndpoint: "http://127.0.0.1:8080/token",
  clientId: "testcar",
  clientSecret: "${file:/run/secrets/oauth/client}",
};

if (isWhole) {
  inPod(
    "docker/assemble oauth kerberos ./examples/in-house-runner: a pod passes, and one with a broken service fails",
    async () => {
      const plugins = ["oauth", "kerberos", "./examples/in-house-runner"];
      const agent = await agentImage("guide", { plugins, config });
      for (const [broken, verdict] of [
        ["0", "passed"],
        ["1", "failed"],
      ] as const) {
        const secret = newSecret();
        await using pod = await play({
          ...images,
          agent,
          secret,
          serviceEnv: { BROKEN: broken },
          ...configured(["@acme/probes", ["oauth", oauth]], { "health.probe": "GET /health 200\n" }),
        });
        await pod.line("testcar", finished);
        expect(await pod.reading()).toMatchObject({ verdict, completeness: "complete" });
        await expectNoSecret(pod, canariesOf(secret));
      }
    },
  );
}
