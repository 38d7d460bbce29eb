import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "junit-reporter", apiVersion: 1, apply() {} });
