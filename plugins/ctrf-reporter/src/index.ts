import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "ctrf-reporter", apiVersion: 1, apply() {} });
