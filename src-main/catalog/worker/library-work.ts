// What the library does with strangers' files, in whatever process it is called: the host calls it in a guarded one.
import { readTrainedWith } from '../../adapters/about/trained-with.ts'
import type { TrainedWith } from '../../contract/trained-with.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { adapterWork, type AdapterWork } from '../adapters/adapter-work.ts'
import { outlineWork, type OutlineWork } from '../adapters/adapter-outline.ts'
import { effectWork, type EffectWork } from '../effects/effect-work.ts'
import type { FileReading } from '../library-reader.ts'
import { energyWork, type EnergyWork } from '../strength/energy-work.ts'
import { embeddedThumbnail } from '../sidecars/embedded-thumbnail.ts'
import type { SidecarNames } from '../sidecars/sidecar-names.ts'
import { libraryFileReader } from './read-library-file.ts'

export type ReadOptions = {
  /** Where it is known: files of one size are likely alike. */
  readonly sizeBytes?: number
  readonly signal?: AbortSignal
}

export type LibraryWork = AdapterWork &
  EffectWork &
  EnergyWork &
  OutlineWork & {
    /** What the file is; `beside`: names of files that lie beside it and speak of it. */
    read(path: string, beside: SidecarNames, options?: ReadOptions): Promise<FileReading>
    /** The picture that is embedded in a file's metadata, as it is there; null where there is none. */
    thumbnail(path: string): Promise<Uint8Array<ArrayBuffer> | null>
    /** What its metadata say of its training. Throws what keeps the file from being read. */
    trainedWith(path: string): Promise<TrainedWith | null>
  }

/** In this process. */
export const libraryWork: LibraryWork = {
  ...adapterWork,
  ...effectWork,
  ...energyWork,
  ...outlineWork,
  read: libraryFileReader(),
  thumbnail: embeddedThumbnail,
  async trainedWith(path) {
    const file = await openTensorFile(path)
    await file.close()
    return readTrainedWith(file.metadata)
  },
}
