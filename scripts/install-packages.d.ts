export function buildPackages(): void;
export function installPackages(): string;
