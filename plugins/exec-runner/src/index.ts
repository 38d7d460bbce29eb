import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "exec-runner", apiVersion: 1, apply() {} });
