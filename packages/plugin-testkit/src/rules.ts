import { appliesPurely, tapsUnderItsName } from "./rules/apply.ts";
import { declaresCredentials, providesWhatItDeclares } from "./rules/credentials.ts";
import { describesErrors, isForThisApi, isNamedAsItsPackage, isPlugin } from "./rules/identity.ts";
import { refusesOptions, takesOptions } from "./rules/options.ts";
import type { Rule } from "./rules/rule.ts";
import { heedsTheSignal } from "./rules/stop.ts";
import { keepsSecrets, leavesNothingOpen, printsNothing } from "./rules/traces.ts";
import { explainsFailures, leavesTheProcessAlone, works } from "./rules/work.ts";

/** The contract, in the order in which it is checked. */
export const rules: readonly Rule[] = [
  isPlugin,
  isForThisApi,
  isNamedAsItsPackage,
  describesErrors,
  takesOptions,
  refusesOptions,
  appliesPurely,
  tapsUnderItsName,
  declaresCredentials,
  works,
  providesWhatItDeclares,
  leavesTheProcessAlone,
  printsNothing,
  keepsSecrets,
  leavesNothingOpen,
  heedsTheSignal,
  explainsFailures,
];
