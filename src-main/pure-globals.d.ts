// The few globals that every JavaScript host has and that the language's own library does not declare.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: ArrayBufferView | ArrayBuffer): string
}
declare interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
}
declare class URL {
  constructor(url: string, base?: string)
}
