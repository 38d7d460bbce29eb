import { describe, it } from "node:test";
import { describePlugin } from "../../src/index.ts";
import { cases } from "../bad/bad-plugin.ts";
import bad from "../bad/prints-to-stdout.ts";

describePlugin(bad.plugin, cases, { describe, it });
