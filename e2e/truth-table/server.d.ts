export function startServer(): Promise<{ readonly port: number; close(): Promise<void> }>;
