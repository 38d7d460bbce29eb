import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "wait-for", apiVersion: 1, apply() {} });
