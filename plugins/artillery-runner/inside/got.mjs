// In the place of the got that Artillery's http engine imports.
import { authorizeGot } from "./credentials/authorize-got.cjs";

const { default: got } = await import(new URL(import.meta.url).searchParams.get("got") ?? "");

export default authorizeGot(got);
