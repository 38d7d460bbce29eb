import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin(),
  cases: { ...cases, fails: { tests: { "broken.soap": "" } } },
  breaks: ["explains why it cannot do its work"],
  says: /the run passes although soap cannot do its work/,
} satisfies BadPlugin;
