// Programs being let go: what is made next waits until they are gone, because both might not fit.
import type { Program } from './program.ts'

export type ProgramEndings = {
  /** One that is still being made is released when it is there. */
  end(program: Promise<Program>): void
  /** Resolves when everything let go so far is released. */
  settled(): Promise<void>
}

export function createProgramEndings(): ProgramEndings {
  const endings = new Set<Promise<void>>()
  return {
    end(program) {
      const ending = program
        .then((made) => made.release())
        // One that could not be made holds nothing.
        .catch(() => undefined)
        .finally(() => endings.delete(ending))
      endings.add(ending)
    },
    async settled() {
      await Promise.all(endings)
    },
  }
}
