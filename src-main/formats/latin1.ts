// Text of one byte for each character (ISO 8859-1), as PNG, EXIF and RIFF name their parts.

/** Null when a character does not fit; 0 separates fields, so it does not fit either. */
export function latin1(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code > 0xff || code === 0) return null
  }
  return bytes
}

export function fromLatin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
