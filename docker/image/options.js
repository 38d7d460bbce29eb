import { parseArgs } from "node:util";
import { AssembleError } from "./error.js";

export const HELP = `usage: docker/assemble [options] PLUGIN… [-- ENGINE-ARGUMENT…]

Writes the build context of a Testcar image with these plugins, and builds it.

PLUGIN is a plugin's name as in a configuration (oauth, @acme/soap), a package with or without a version
(@acme/testcar-plugin-soap@1.2.3), a folder with a package.json (./my-runner) or a packed package (./my-runner-1.0.0.tgz).
The reporter for stdout is always in. Artillery comes with artillery-runner, libraries of Kerberos with kerberos.

  --tag NAME            the image's name (default testcar)
  --base-image IMAGE    the base (default node:24-bookworm-slim, a Debian with Node 24)
  --engine PROGRAM      docker, podman or buildah (default: the first of them that is there)
  --build-arg NAME=VALUE  an argument of the Dockerfile; may be repeated
  --from SOURCE         where Testcar's own packages are from: repository (default) packs this one, published takes npm's
  --config FILE         a configuration for the image: becomes /etc/testcar/testcar.config.* with the file's ending
  --run-scripts PACKAGE lets this package's install scripts run in the build; may be repeated. Others' never run
  --npmrc FILE          npm's configuration with registries and tokens, for here and for the build, where it is a secret
  --ca FILE             certificates that npm trusts in the build as well; also a secret
  --context DIR         where the context is written, and stays (default: a temporary folder that goes)
  --no-build            only writes the context
  --help                this
`;

const options = {
  tag: { type: "string", default: "testcar" },
  "base-image": { type: "string" },
  engine: { type: "string" },
  "build-arg": { type: "string", multiple: true, default: [] },
  from: { type: "string", default: "repository" },
  config: { type: "string" },
  "run-scripts": { type: "string", multiple: true, default: [] },
  npmrc: { type: "string" },
  ca: { type: "string" },
  context: { type: "string" },
  "no-build": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

function parse(args) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new AssembleError(error.message, "docker/assemble --help lists the options.");
  }
}

/** Reads the command line; what stands behind `--` is the engine's. */
export function readOptions(args) {
  const end = args.indexOf("--");
  const { values, positionals } = parse(end < 0 ? args : args.slice(0, end));
  if (values.help) return { help: true };
  if (positionals.length === 0) {
    throw new AssembleError("No plugin is named", "For example: docker/assemble artillery-runner oauth");
  }
  if (!["repository", "published"].includes(values.from)) {
    throw new AssembleError(`--from ${values.from}`, "It is repository or published.");
  }
  if (values.engine !== undefined && !["docker", "podman", "buildah"].includes(values.engine)) {
    throw new AssembleError(`--engine ${values.engine}`, "It is docker, podman or buildah.");
  }
  for (const argument of values["build-arg"]) {
    if (!/^\w+=/.test(argument)) throw new AssembleError(`--build-arg ${argument}`, "Write NAME=VALUE.");
  }
  if (values["no-build"] && values.context === undefined) {
    throw new AssembleError("--no-build leaves nothing", "Say with --context DIR where the context goes.");
  }
  return {
    tag: values.tag,
    engine: values.engine,
    buildArgs: [
      ...values["build-arg"],
      ...(values["base-image"] === undefined ? [] : [`BASE_IMAGE=${values["base-image"]}`]),
    ],
    from: values.from,
    config: values.config,
    runScripts: values["run-scripts"],
    npmrc: values.npmrc,
    ca: values.ca,
    context: values.context,
    build: !values["no-build"],
    plugins: positionals,
    engineArguments: end < 0 ? [] : args.slice(end + 1),
  };
}
