import type { Plugin } from "@testcar/core";

declare const signature: Plugin<{ readonly client: string; readonly keyFile: string }>;
export default signature;
