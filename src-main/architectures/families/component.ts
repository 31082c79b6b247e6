// The parts of a model by the names that diffusers gives them: the first part of every canonical parameter name.

/** `unet` (or what else denoises), `text_encoder`, `text_encoder_2`, …, `vae`. */
export type Component = string

export type Role = 'denoiser' | 'encoder' | 'decoder'

/** What a component is for, read off its name. */
export function roleOf(component: Component): Role {
  if (component.startsWith('text_encoder')) return 'encoder'
  return component === 'vae' ? 'decoder' : 'denoiser'
}
