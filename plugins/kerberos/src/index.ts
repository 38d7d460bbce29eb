import { definePlugin } from "@testcar/core";

export default definePlugin({ name: "kerberos", apiVersion: 1, apply() {} });
