// In a file of its own: it is loaded when there is TAP to be read, and a bundle of what is imported by name is small.
export { Parser } from "tap-parser";
