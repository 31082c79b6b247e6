// How one field of a recipe is written down: its check, its default, and one sentence that says what it does.
import { z } from 'zod'

export function field<Type extends z.ZodType>(
  type: Type,
  fallback: z.output<Type> & z.core.util.NoUndefined<z.output<Type>>,
  sentence: string,
): z.ZodDefault<Type> {
  return type.default(fallback).describe(sentence)
}

export const whole = (least: number, most: number) => z.number().int().min(least).max(most)
export const between = (least: number, most: number) => z.number().min(least).max(most)
/** A share of things, or the chance of one. */
export const share = between(0, 1)
export const text = z.string().max(20_000)
export const path = z.string().min(1).max(4096)
