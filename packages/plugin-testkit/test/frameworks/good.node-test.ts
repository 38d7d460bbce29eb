// Run by frameworks.test.ts with `node --test`: the functions of node:test, given as an argument.
import { describe, it } from "node:test";
import { describePlugin } from "../../src/index.ts";
import { cases, plugin } from "../bad/bad-plugin.ts";

describePlugin(plugin(), cases, { describe, it });
