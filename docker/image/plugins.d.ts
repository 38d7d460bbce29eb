export function packagesOf(name: string): readonly string[];
