export function buildPackages(): void;
export function installPackages(): string;
export function linkFromRepository(folder: string, name: string): void;
