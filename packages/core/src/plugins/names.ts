/** What the official plugins and strangers' plugins are called on npm. */
const OFFICIAL = "@testcar/plugin-";
const STRANGER = "testcar-plugin-";

/** Tells a name that is a file: `prepare` has made relative ones absolute. */
export const isFile = (name: string): boolean => name.startsWith("/") || name.startsWith("file:");

/** The packages that a plugin's name may stand for, the one to prefer first. */
export function packagesOf(name: string): readonly string[] {
  const [scope, rest] = name.startsWith("@") ? name.split("/", 2) : [undefined, name];
  if (rest === undefined || rest === "") return [name];
  if (scope !== undefined) {
    const whole = scope === "@testcar" ? rest.startsWith("plugin-") : rest.startsWith(STRANGER);
    return whole ? [name] : [`${scope}/${scope === "@testcar" ? "plugin-" : STRANGER}${rest}`];
  }
  return rest.startsWith(STRANGER) ? [rest] : [OFFICIAL + rest, STRANGER + rest];
}

/** The shortest name of a package, or undefined when it is no plugin's package. */
export function shortName(packageName: string): string | undefined {
  if (packageName.startsWith(OFFICIAL)) return packageName.slice(OFFICIAL.length);
  if (packageName.startsWith(STRANGER)) return packageName.slice(STRANGER.length);
  const [scope, rest] = packageName.split("/", 2);
  return scope?.startsWith("@") && rest?.startsWith(STRANGER)
    ? `${scope}/${rest.slice(STRANGER.length)}`
    : undefined;
}

/** The command that installs the package that a name most probably stands for. */
export const installCommand = (name: string): string =>
  `npm install --save-dev ${packagesOf(name)[0] ?? name}`;
