// The environment of the engine's process: nothing is reported to anyone, and memory that is no longer used goes back.

/**
 * glibc by itself keeps freed pieces of up to 32 MiB, which a training step never fills again in
 * the same way. From 4 MiB on they go back to the system here; in huge pages, so that taking them
 * anew costs nothing. Only glibc reads this.
 */
const memoryTunables = [
  'glibc.malloc.hugetlb=1',
  'glibc.malloc.mmap_threshold=4194304',
  'glibc.malloc.trim_threshold=67108864',
].join(':')

/** Whoever set tunables of their own keeps them. The runtime's telemetry is off whatever was set. */
export function engineEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { GLIBC_TUNABLES: memoryTunables, ...own, ORT_DISABLE_TELEMETRY: '1' }
}
