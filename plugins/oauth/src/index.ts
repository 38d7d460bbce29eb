import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "oauth", apiVersion: 1, apply() {} });
