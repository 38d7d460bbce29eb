import { relative } from "node:path";

/** A program that exec-runner can run tests by. */
export interface Program {
  readonly name: string;
  /** What one of its tests is called. */
  readonly noun: string;
  /** Its options as a command of exec-runner, for tests in that folder among these files of the project. */
  readonly command: (tests: string, files: readonly string[]) => Readonly<Record<string, unknown>>;
  /** Tells its tests by their paths. */
  readonly owns: (path: string) => boolean;
  /** Packages without which a file of that name is most probably something else's. */
  readonly packages?: readonly string[];
}

const JUNIT = "{work}/junit.xml";

/** Names of folders whose scripts are tests; elsewhere a script builds or deploys. */
const TEST_FOLDER =
  /(^|\/)(tests?|e2e|smoke|checks?|integration|acceptance|load|perf|performance)(-tests?)?\//;

// Playwright looks for it where it starts, which is the folder of the tests.
function playwrightConfig(tests: string, files: readonly string[]): readonly string[] {
  const config = files.find((path) => /(^|\/)playwright\.config\.[cm]?[jt]s$/.test(path));
  return config === undefined ? [] : [`--config=${relative(tests, config)}`];
}

/** Programs that people test services with, as plugins/exec-runner/README.md configures them. */
export const programs: readonly Program[] = [
  {
    name: "newman",
    noun: "Postman collection",
    owns: (path) => path.endsWith(".postman_collection.json"),
    command: () => ({
      files: "*.postman_collection.json",
      command: [
        "newman",
        "run",
        "{file}",
        "--env-var",
        "target={target}",
        "--reporters",
        "cli,junit",
        "--reporter-junit-export",
        JUNIT,
      ],
      junit: JUNIT,
      install: "npm install --save-dev newman",
    }),
  },
  {
    name: "playwright",
    noun: "Playwright file",
    owns: (path) => /\.spec\.[jt]s$/.test(path),
    packages: ["@playwright/test"],
    command: (tests, files) => ({
      files: ["*.spec.js", "*.spec.ts"],
      command: [
        "playwright",
        "test",
        ...playwrightConfig(tests, files),
        "--output={work}/results",
        "--reporter=junit",
        "{file}",
      ],
      env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: JUNIT },
      junit: JUNIT,
      timeout: "5m",
      install: "npm install --save-dev @playwright/test",
    }),
  },
  {
    name: "pytest",
    noun: "pytest file",
    owns: (path) => /(^|\/)test_[^/]*\.py$/.test(path),
    command: () => ({
      files: "test_*.py",
      command: ["pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${JUNIT}`, "{file}"],
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      junit: JUNIT,
      install: "pip install pytest",
    }),
  },
  {
    name: "hurl",
    noun: "Hurl file",
    owns: (path) => path.endsWith(".hurl"),
    command: () => ({
      files: "*.hurl",
      command: ["hurl", "--test", "--variable", "host={target}", "--report-junit", JUNIT, "{file}"],
      junit: JUNIT,
      failed: [3, 4],
    }),
  },
  {
    name: "k6",
    noun: "k6 script",
    owns: (path) => path.endsWith(".k6.js"),
    command: () => ({
      files: "*.k6.js",
      command: ["k6", "run", "--no-usage-report", "{file}"],
      failed: [99],
    }),
  },
  {
    name: "scripts",
    noun: "shell script",
    owns: (path) => path.endsWith(".sh") && TEST_FOLDER.test(path),
    command: () => ({ files: "*.sh", command: ["sh", "{file}"] }),
  },
];
