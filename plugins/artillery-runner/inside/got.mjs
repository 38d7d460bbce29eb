// In the place of got 14, for Artillery's http engine alone.
import { authorizeGot } from "./credentials/authorize-got.cjs";
import place from "./credentials/place.cjs";

const { default: got } = await import(place.got);

export default authorizeGot(got);
