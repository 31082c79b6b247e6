// Packages whose installation is held back, because it would compile or fetch what the project does not need.

/** Those with a binding.gyp that come with finished binaries. */
export const neverCompiled: readonly string[] = ['better-sqlite3']

/**
 * Those whose install script fetches something: onnxruntime-node its CUDA libraries, which `npm run setup:cuda` gets.
 */
export const neverRun: readonly string[] = ['onnxruntime-node']
