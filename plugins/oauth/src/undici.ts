/** Node's own fetch cannot be told of certificates; loaded when there are any. */
export { Agent, fetch } from "undici";
