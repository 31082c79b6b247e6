// The SHA-256 of some contents as text: 64 hexadecimal digits in lower case.

export const sha256Pattern = /^[0-9a-f]{64}$/

export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && sha256Pattern.test(value)
}
