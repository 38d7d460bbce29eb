export function missingPackages(): readonly string[];
export function installLine(packages: readonly string[]): string;
