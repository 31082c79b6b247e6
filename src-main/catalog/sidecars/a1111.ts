// A1111's `name.json`: what a person wrote into the card of a network (extensions-builtin/Lora/ui_edit_user_metadata.py).
import { member, number, text, type SaidBySidecar } from './said.ts'

export function saidByA1111(value: unknown): SaidBySidecar {
  const weight = number(member(value, 'preferred weight'))
  return {
    description: text(member(value, 'description')),
    base: text(member(value, 'sd version')),
    activationText: text(member(value, 'activation text')),
    // It writes 0 for "none".
    preferredWeight: weight === 0 ? null : weight,
    notes: text(member(value, 'notes')),
  }
}
