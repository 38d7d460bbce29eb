import { defineErrors } from "@testcar/core";
import { answers, refusals } from "./errors/answers.ts";
import { configuration } from "./errors/configuration.ts";
import { network } from "./errors/network.ts";

/** Every problem that the plugin names. None of them tells a body, a header, a token or a secret. */
export const errors = defineErrors("OAUTH", { ...configuration, ...network, ...refusals, ...answers });
