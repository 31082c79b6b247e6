// In which order names are listed: `ink-9` comes before `ink-10`, and `Ätz` with `atz`.

export function sortKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}
