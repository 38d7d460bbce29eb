import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from "@microsoft/api-extractor";

/** A piece of a declaration; a reference names what it stands for. */
export interface Token {
  readonly kind: "Content" | "Reference";
  readonly text: string;
  readonly canonicalReference?: string;
}

/** One declaration, as far as the reference tells of it. */
export interface Item {
  readonly kind: string;
  /** Missing for constructors. */
  readonly name?: string;
  /** With its comment signs; empty or missing when nobody wrote one. */
  readonly docComment?: string;
  readonly excerptTokens: readonly Token[];
  /** The source, relative to its package; of a member: that of what it is in. */
  readonly fileUrlPath?: string;
  readonly members?: readonly Item[];
}

/** What a package exports, and what is wrong with how it is documented. */
export interface Extract {
  readonly items: readonly Item[];
  readonly problems: readonly string[];
}

/** What the extractor says that nobody has to mend: release tags are not used, and core keeps the types of its inside. */
const EXPECTED = new Set(["ae-missing-release-tag", "ae-forgotten-export"]);

const isProblem = ({ messageId, category }: ExtractorMessage): boolean =>
  category !== "console" && !EXPECTED.has(messageId);

function configure(root: string, folder: string, apiJsonFilePath: string): ExtractorConfig {
  const entry = join(root, folder, "dist/index.d.ts");
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, folder, "package.json"),
    configObject: {
      projectFolder: join(root, folder),
      mainEntryPointFilePath: entry,
      compiler: {
        // The extractor brings its own TypeScript, which knows nothing of ours.
        overrideTsconfig: {
          files: [entry],
          compilerOptions: {
            target: "es2024",
            // Without the DOM, whose names some of ours are.
            lib: ["es2024"],
            module: "nodenext",
            types: ["node"],
            typeRoots: [join(root, "node_modules/@types")],
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
            noEmit: true,
            allowImportingTsExtensions: true,
          },
        },
      },
      apiReport: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
      },
    },
  });
}

/** Reads what a built package exports: needs the declarations that `tsc -b` writes. */
export function extract(root: string, folder: string): Extract {
  const directory = mkdtempSync(join(tmpdir(), "testcar-api-"));
  try {
    const file = join(directory, "package.api.json");
    const problems: string[] = [];
    Extractor.invoke(configure(root, folder, file), {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
        if (!isProblem(message)) return;
        const source = message.sourceFilePath?.replace(root, "") ?? folder;
        problems.push(`${source}:${message.sourceFileLine ?? 1}: ${message.text}`);
      },
    });
    const model: { readonly members: readonly [Item] } = JSON.parse(readFileSync(file, "utf8"));
    return { items: model.members[0].members ?? [], problems };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
