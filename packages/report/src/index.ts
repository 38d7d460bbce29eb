export { plainText } from "./plain-text.ts";
export { type LogProblemCode, logProblems } from "./problems.ts";
export { createLogReader, type LogReader, readLog } from "./reader.ts";
export { type Completeness, EXIT_UNCLEAR, type Reading } from "./reading.ts";
export * from "./records.ts";
export { renderReading } from "./render.ts";
export { type ReplayedOptions, writeReplayed } from "./replayed.ts";
export * from "./verdict.ts";
export { createRecordWriter, type RecordWriter, type RecordWriterOptions } from "./writer.ts";
