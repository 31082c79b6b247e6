// The sampling profiles by the names that requests use.
import type { Profile } from '../../contract/generation.ts'
import { a1111Sampling } from './a1111.ts'
import { comfySampling } from './comfyui.ts'
import type { SamplingProfile } from './sampling-profile.ts'

export const samplingProfiles: Readonly<Record<Profile, SamplingProfile>> = {
  a1111: a1111Sampling,
  comfyui: comfySampling,
}
