/** Shells that can complete `testcar`, and what makes them do so: a line for a file that they read when they start. */
export const shells = {
  bash: { file: "~/.bashrc", line: "source <(testcar completion bash)" },
  zsh: { file: "~/.zshrc, below compinit", line: "source <(testcar completion zsh)" },
  fish: { file: "~/.config/fish/config.fish", line: "testcar completion fish | source" },
} as const;

/** A shell that can complete `testcar`. */
export type Shell = keyof typeof shells;

/** Tells whether a word is the name of such a shell. */
export const isShell = (name: string): name is Shell => Object.hasOwn(shells, name);
