// The text profiles by the names that requests use.
import type { Profile } from '../../contract/generation.ts'
import { a1111Text } from './a1111.ts'
import { comfyText } from './comfyui.ts'
import type { TextProfile } from './text-profile.ts'

export const textProfiles: Readonly<Record<Profile, TextProfile>> = { a1111: a1111Text, comfyui: comfyText }
