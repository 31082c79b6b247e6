// A part of a path as every file system and every program takes it: names that mean a device on Windows, letters that
// nobody sees, and dots where they hide or vanish are not among them.

/** Of Windows, whatever follows behind a dot. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])$/i

/** What ends lines, turns the direction of writing, or shows nothing at all. */
const unseen =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** Composed as most systems compose it (NFC); empty where nothing of it is left. */
export function safePart(text: string): string {
  const part = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(unseen, '')
    .replaceAll(/[/\\|:]+/g, '-')
    .replaceAll(/[<>"?*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  const [stem = ''] = part.split('.')
  return devices.test(stem.trimEnd()) ? `${stem.trimEnd()}-${part.slice(stem.length)}` : part
}

/** What ext4, APFS and NTFS allow a name. */
export const mostBytesOfName = 255
