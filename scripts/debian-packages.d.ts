export const debianPackages: Readonly<Record<string, string>>;
export function missingPackages(): readonly string[];
export function installLine(packages: readonly string[]): string;
