// The model the engine keeps between jobs, on a device, with the preview map learnt for its VAE.
import type { ConcreteDevice, DevicePlan } from './runtime/devices.ts'
import type { PreviewMap } from './picture/latent-preview.ts'
import type { LoadedModel } from './loaded-model.ts'

export type HeldModel = {
  /** Files and device; the same key is the same model as long as the files are unchanged. */
  readonly key: string
  readonly model: LoadedModel
  readonly device: ConcreteDevice
  readonly plan: DevicePlan
  previewMap: PreviewMap | null
  /** The least that the device did not give for a picture. */
  refusedBytes: number | null
}
