import { policyDescriptions } from "../../plugins/exec-runner/src/policies.ts";
import { placeholderDescriptions } from "../../plugins/exec-runner/src/template.ts";
import { code, table } from "./table.ts";

/** What the placeholders of commands stand for. */
export const placeholderReference = (): string =>
  table(
    ["placeholder", "stands for"],
    [
      ...Object.entries(placeholderDescriptions).map(([name, meaning]) => [code(`{${name}}`), meaning]),
      [
        code("{header:NAME}"),
        "In `env` and `inputs` only: a header that a credential adds to requests to the target.",
      ],
    ],
  );

/** What the policies of commands object to. */
export const execPolicyReference = (): string =>
  table(
    ["policy", "objects when"],
    Object.entries(policyDescriptions).map(([name, meaning]) => [code(name), meaning]),
  );
