// Packages with a binding.gyp that come with finished binaries.
export const neverCompiled: readonly string[] = ['better-sqlite3']
