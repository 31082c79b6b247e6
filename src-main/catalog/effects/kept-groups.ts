// What was found of groups is written for searches, some time after something has changed and never while it goes on changing.
export type KeptGroups = {
  /** Something may belong together otherwise now. */
  note(): void
  /** Now, if anything was noted. */
  write(): void
  close(): void
}

export type KeptGroupsOptions = {
  /** Whether anything of what was written is new. */
  write(): boolean
  onChanged(): void
  onFailure(error: unknown): void
  /** After the last change, and after the first. */
  quietMs?: number
  mostMs?: number
}

export function keptGroups({
  write,
  onChanged,
  onFailure,
  quietMs = 1_000,
  mostMs = 10_000,
}: KeptGroupsOptions): KeptGroups {
  let quiet: NodeJS.Timeout | undefined
  let late: NodeJS.Timeout | undefined
  let isClosed = false

  function stop(): void {
    clearTimeout(quiet)
    clearTimeout(late)
    quiet = late = undefined
  }

  function act(): void {
    stop()
    try {
      if (write()) onChanged()
    } catch (error) {
      onFailure(error)
    }
  }

  return {
    note() {
      if (isClosed) return
      clearTimeout(quiet)
      quiet = setTimeout(act, quietMs).unref()
      late ??= setTimeout(act, mostMs).unref()
    },
    write() {
      if (late !== undefined) act()
    },
    close() {
      isClosed = true
      stop()
    },
  }
}
