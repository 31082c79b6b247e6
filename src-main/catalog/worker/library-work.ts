// What the library does with strangers' files, in whatever thread it is called: the host calls it in a guarded one.
import { adapterWork, type AdapterWork } from '../adapters/adapter-work.ts'
import { effectWork, type EffectWork } from '../effects/effect-work.ts'
import type { SidecarNames } from '../adapters/adapter-sidecars.ts'
import type { FileReading } from '../library-reader.ts'
import { readLibraryFile } from './read-library-file.ts'

export type LibraryWork = AdapterWork &
  EffectWork & {
    /** What the file is; `beside`: names of files that lie beside it and speak of it. */
    read(
      path: string,
      beside: SidecarNames,
      options?: { readonly signal?: AbortSignal },
    ): Promise<FileReading>
  }

/** In this thread. */
export const libraryWork: LibraryWork = { ...adapterWork, ...effectWork, read: readLibraryFile }
