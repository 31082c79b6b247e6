// Files of a person that cannot be read, or must not be.
import { entry } from './entry.ts'

export const file = {
  'file/is-a-folder': entry({
    facts: { file: 'models' },
    en: ({ file }) => ({ message: `"${file}" is a folder, not a file.`, hint: 'Choose a file.' }),
    ja: ({ file }) => ({
      message: `「${file}」はファイルではなくフォルダです。`,
      hint: 'ファイルを選んでください。',
    }),
  }),
  'file/not-regular': entry({
    facts: { file: 'model.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is a pipe, a socket or a device, not a file.`,
      hint: 'Choose a file, or take it out of the folder.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はファイルではなく、パイプ、ソケット、またはデバイスです。`,
      hint: 'ファイルを選ぶか、フォルダから取り除いてください。',
    }),
  }),
  'file/too-large': entry({
    facts: { file: 'metadata.jsonl' },
    en: ({ file }) => ({
      message: `"${file}" is far larger than such a file should be.`,
      hint: 'Check that it is the right file.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は、この種類のファイルとしては大きすぎます。`,
      hint: '正しいファイルか確かめてください。',
    }),
  }),
  'file/too-slow': entry({
    facts: { file: 'model.safetensors', seconds: 20 },
    en: ({ file, seconds }) => ({
      message: `Reading "${file}" took longer than ${seconds} seconds.`,
      hint: 'It may have been made to waste time, or its disk is very slow: look for changes again.',
    }),
    ja: ({ file, seconds }) => ({
      message: `「${file}」の読み込みに${seconds}秒以上かかりました。`,
      hint: '時間を浪費させるファイルか、ディスクが非常に遅い可能性があります。もう一度変更を確認してください。',
    }),
  }),
  'file/too-hungry': entry({
    facts: { file: 'model.safetensors' },
    en: ({ file }) => ({
      message: `Reading "${file}" took more memory than any model needs.`,
      hint: 'It may have been made to waste memory: do not use it.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の読み込みに、モデルに必要な量を超えるメモリが使われました。`,
      hint: 'メモリを浪費させるファイルの可能性があります。使わないでください。',
    }),
  }),
  'file/reader-ended': entry({
    facts: { file: 'model.safetensors' },
    en: ({ file }) => ({
      message: `Reading "${file}" stopped unexpectedly.`,
      hint: 'Look for changes again; if it stops again, do not use the file.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の読み込みが予期せず停止しました。`,
      hint: 'もう一度変更を確認し、再び停止する場合はこのファイルを使わないでください。',
    }),
  }),
}
